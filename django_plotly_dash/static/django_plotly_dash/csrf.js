/* Sends Django's CSRF token with this page's own requests, where its cookie is hidden from scripts
   (CSRF_USE_SESSIONS, CSRF_COOKIE_HTTPONLY): Dash's renderer looks for it in the cookie. */
(() => {
  const {token, header} = document.currentScript.dataset;
  const send = window.fetch;
  window.fetch = (resource, options = {}) => {
    const url = new URL(resource instanceof Request ? resource.url : resource, document.baseURI);
    if (url.origin !== location.origin || resource instanceof Request) return send(resource, options);
    const headers = new Headers(options.headers);
    headers.set(header, token);
    return send(resource, {...options, headers});
  };
})();
