/* Functions for clientside callbacks of the gallery's apps. */

window.dash_clientside = Object.assign({}, window.dash_clientside, {
    gallery: {
        count: (text) => `${[...(text || "")].length} characters`,
    },
});
