/* Pipe: takes the messages of a channel that have its label, from the hub of the browser page (pipe-hub.js). */
(() => {
  const {useEffect, useRef} = window.React;

  function Pipe(props) {
    const latest = useRef(props);
    latest.current = props;
    const {channel_name: channel, label} = props;
    useEffect(
      () => (channel && label ? window.dashPipeListen?.(channel, label, value => latest.current.setProps({value})) : undefined),
      [channel, label],
    );
    return null;
  }

  window.django_plotly_dash = Object.assign(window.django_plotly_dash || {}, {Pipe});
})();
