window.dash_clientside = Object.assign({}, window.dash_clientside, {
  direct_tests: {upper: value => value.toUpperCase()},
});
