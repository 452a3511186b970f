/* <script src="nonce.js" nonce> before Dash's scripts, where the site's policy asks for a nonce: dcc, plotly, ag-grid and
   mantine make style elements while they run, which carry it then. */
(() => {
  if (window.dashHasNonce) return;
  window.dashHasNonce = true;
  const {nonce} = document.currentScript;
  const create = Document.prototype.createElement;
  Document.prototype.createElement = function (name, ...options) {
    const element = create.call(this, name, ...options);
    if (/^(style|script|link)$/i.test(name)) element.nonce = nonce;
    return element;
  };
})();
