/* <dash-frame src title sizing="auto|ratio|fixed|bootstrap" [ratio] [height] [lazy] [border] [url-parameter base]>
   A frame of an app of this site: as high as its content (no scroll bar in a box), or a ratio or a height; loaded
   when it comes near the view. No inline script or style, so that a strict content security policy holds.
   An <iframe> that stands in the element already (HTML that is stored for long) is taken as it is; without this script
   it is a plain frame. */

const MARGIN = '300px';
const WAITING_HEIGHT = 450;
/* Dash's dropdowns and date pickers float above the content (Radix popper) and are cut off at the frame's edge: an app
   that is lower than its popup grows while one is open. */
const POPUP = '[data-radix-popper-content-wrapper]';
const POPUP_SPACE = 360;
const POPUP_EVENTS = ['click', 'keyup', 'focusin', 'focusout'];
/* So does one whose developer tools show an error or the graph of callbacks, which is only there with DEBUG. */
const TOOLS = '.dash-debug-menu__outer';
const TOOLS_POPUP = '.dash-debug-menu__popup > *';
const TOOLS_SPACE = 520;

class DashFrame extends HTMLElement {
  connectedCallback() {
    if (this.frame) return;
    this.style.display = 'block';
    const own = this.querySelector('iframe');
    const frame = (this.frame = own || document.createElement('iframe'));
    if (!own) {
      frame.title = this.getAttribute('title') || '';
      frame.allow = 'fullscreen';
    }
    Object.assign(frame.style, {display: 'block', width: '100%', boxSizing: 'border-box'});
    if (!this.hasAttribute('border')) frame.style.border = '0';
    this.removeAttribute('title'); // else the whole app has a tooltip
    this.size(frame);
    frame.addEventListener('load', () => (this.follow(), this.followPath()));
    if (own) this.follow();
    else this.waitForView();
  }

  disconnectedCallback() {
    this.resizes?.disconnect();
    this.views?.disconnect();
    // a frame that is moved in the page loads anew by itself, and calls follow()
  }

  size(frame) {
    const sizing = this.getAttribute('sizing');
    const ratio = parseFloat(this.getAttribute('ratio'));
    if (ratio > 0) {
      frame.style.aspectRatio = `1 / ${ratio}`;
      frame.style.height = 'auto';
      if (sizing === 'bootstrap') frame.className = 'embed-responsive-item';
    } else {
      frame.style.height = this.getAttribute('height') || `${WAITING_HEIGHT}px`;
    }
  }

  /* The source is set before the frame is inserted, and never again: Back is not filled with frames. */
  load() {
    if (this.frame.isConnected) return;
    this.views?.disconnect();
    this.frame.src = this.asked() || this.getAttribute('src');
    this.style.minHeight = '';
    this.append(this.frame);
  }

  /* What the page's address asks of the app: a path below the app's own URL. */
  asked() {
    const asked = new URLSearchParams(location.search).get(this.getAttribute('url-parameter'));
    if (!asked) return;
    const base = new URL(this.getAttribute('base'), location.origin);
    const url = new URL(base.pathname + asked.replace(/^[\\/]+/, ''), base);
    if (url.pathname.startsWith(base.pathname)) return url.pathname + url.search + url.hash;
  }

  /* The page's address follows the app's path. Its own entry of the history is rewritten: Back and forward are the
     frame's entries. */
  followPath() {
    const parameter = this.getAttribute('url-parameter');
    if (!parameter) return;
    const base = this.getAttribute('base');
    let inner;
    try {
      inner = this.frame.contentWindow;
      if (!inner.location.pathname.startsWith(base)) return;
    } catch {
      return; // another origin
    }
    const tell = () => {
      const {pathname, search, hash} = inner.location;
      if (!pathname.startsWith(base)) return;
      const path = pathname.slice(base.length) + search + hash;
      const url = new URL(location.href);
      if (path) url.searchParams.set(parameter, `/${path}`);
      else url.searchParams.delete(parameter);
      if (url.href !== location.href) history.replaceState(history.state, '', url);
    };
    for (const name of ['pushState', 'replaceState']) {
      const own = inner.history[name];
      inner.history[name] = (...how) => {
        own.apply(inner.history, how);
        tell();
      };
    }
    inner.addEventListener('popstate', tell);
    tell();
  }

  waitForView() {
    if (!this.hasAttribute('lazy') || !('IntersectionObserver' in window)) return this.load();
    this.style.minHeight = this.frame.style.height === 'auto' ? `${WAITING_HEIGHT}px` : this.frame.style.height;
    this.views = new IntersectionObserver(
      entries => entries.some(entry => entry.isIntersecting) && this.load(),
      {rootMargin: MARGIN},
    );
    this.views.observe(this);
    window.addEventListener('beforeprint', () => this.load(), {once: true});
  }

  /* Auto height: the frame's body, measured by the frame's own observer, which ends with its document. */
  follow() {
    if (this.getAttribute('sizing') !== 'auto') return;
    let page;
    try {
      page = this.frame.contentDocument;
    } catch {
      return; // another origin: the height stays
    }
    if (!page?.body) return;
    const {body, documentElement: root} = page;
    Object.assign(root.style, {height: 'auto', overflowY: 'hidden'});
    Object.assign(body.style, {height: 'auto', minHeight: '0', display: 'flow-root'});
    const inner = this.frame.contentWindow;
    const room = () => {
      if (page.querySelector(TOOLS_POPUP)) return TOOLS_SPACE;
      const popup = page.querySelector(POPUP);
      if (!popup) return 0;
      const {top, bottom} = popup.parentElement.getBoundingClientRect();
      const fits = top >= POPUP_SPACE || this.content - bottom >= POPUP_SPACE;
      return fits ? 0 : Math.ceil(bottom) + POPUP_SPACE;
    };
    let tools = null;
    const fit = () => {
      if (!tools?.isConnected && (tools = page.querySelector(TOOLS))) {
        new inner.MutationObserver(fit).observe(tools, {childList: true, subtree: true});
      }
      const style = inner.getComputedStyle(body);
      const edges = parseFloat(style.marginTop) + parseFloat(style.marginBottom);
      const border = this.frame.offsetHeight - this.frame.clientHeight;
      this.content = Math.ceil(body.getBoundingClientRect().height + edges);
      const height = Math.max(this.content, room()) + border;
      if (height > border && height !== this.height) this.frame.style.height = `${(this.height = height)}px`;
    };
    this.resizes?.disconnect();
    this.resizes = new inner.ResizeObserver(() => inner.requestAnimationFrame(fit));
    this.resizes.observe(body);
    // Popups open and close on what the visitor does; while one is open, its end is also watched for.
    const closes = new inner.MutationObserver(() => page.querySelector(POPUP) || (closes.disconnect(), fit()));
    const look = () =>
      inner.setTimeout(() => {
        fit();
        if (page.querySelector(POPUP)) closes.observe(body, {childList: true, subtree: true});
      });
    for (const name of POPUP_EVENTS) page.addEventListener(name, look);
    fit();
  }
}

if (!customElements.get('dash-frame')) customElements.define('dash-frame', DashFrame);
