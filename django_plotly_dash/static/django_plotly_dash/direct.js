/* <dash-app><script type="application/json">…</script></dash-app>
   An app in the page itself, without a frame; any number of them. Each is a renderer of Dash's own, which was made for
   one app a page: it looks for its element and its configuration by id while it starts, and some of its functions
   search all apps of the page (window.dash_stores) and stop at the first. What is done about that is said below. */

/* Scripts and style sheets: each once a page, in Dash's order ------------------------------------------------------ */

const loads = new Map();
const ranInline = new Set();

/* Until then scripts that the page itself has, at its foot for instance, may not have run. */
const pageHasRun =
  document.readyState === 'complete'
    ? Promise.resolve()
    : new Promise(resolve => {
        document.addEventListener('DOMContentLoaded', resolve);
        window.addEventListener('load', resolve); // this script itself may have come later
      });

const nonce = () => document.querySelector('script[nonce]')?.nonce;

function create(name, attributes) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  if (nonce()) element.nonce = nonce();
  return element;
}

function load(name, attribute, attributes) {
  const url = new URL(attributes[attribute], document.baseURI).href;
  if (!loads.has(url)) {
    const present = document.querySelectorAll(name === 'script' ? 'script[src]' : 'link[rel~="stylesheet"]');
    loads.set(url, [...present].some(element => element[attribute] === url) ? null : insert(name, attributes));
  }
  return loads.get(url);
}

/* Resolves also where the file cannot be had: as in a page of Dash's own, the rest goes on. */
function insert(name, attributes) {
  const element = create(name, attributes);
  if (name === 'script' && !('async' in attributes)) element.async = false; // in the order of insertion
  return new Promise(resolve => {
    element.onload = element.onerror = resolve;
    document.head.append(element);
  });
}

function run(text) {
  const element = create('script', {});
  element.textContent = text;
  document.head.append(element);
  element.remove();
}

async function loadAll({stylesheets, scripts, inlineScripts}) {
  await Promise.all([
    ...stylesheets.map(link => load('link', 'href', link)),
    ...scripts.map(script => load('script', 'src', script)),
  ]);
  for (const text of inlineScripts) {
    if (ranInline.has(text)) continue;
    ranInline.add(text);
    run(text);
  }
}

/* What searches all apps of the page ------------------------------------------------------------------------------- */

let latest; // the store that changed last: while a clientside callback runs, its own app's, which has just noted so

function holds(store, id) {
  const {layout, paths} = store.getState();
  if (Array.isArray(id)) return id.reduce((node, key) => node?.[key], layout) !== undefined;
  if (typeof id !== 'object') return Object.hasOwn(paths.strs, id);
  const keys = Object.keys(id).sort();
  const candidates = paths.objs[keys.join(',')] || [];
  return candidates.some(({values}) => keys.every((key, index) => values[index] === id[key]));
}

function withStores(stores, action) {
  const all = window.dash_stores;
  window.dash_stores = stores;
  try {
    return action();
  } finally {
    window.dash_stores = all;
  }
}

/* Within a clientside callback only the app's own; from other scripts of the page, every app that has the component. */
function storesWith(id) {
  const inCallback = window.dash_clientside.callback_context && latest;
  return (inCallback ? [latest] : window.dash_stores).filter(store => holds(store, id));
}

/* Dash's own set_props fails at the first app that lacks the component; its getLayout may find another app's. */
function narrow() {
  const clientside = window.dash_clientside;
  if (clientside.set_props.narrowed) return;
  const setProps = clientside.set_props;
  clientside.set_props = (id, props) => {
    const stores = storesWith(id);
    if (!stores.length) console.warn('dash_clientside.set_props: no app of this page has the component', id);
    for (const store of stores) withStores([store], () => setProps(id, props));
  };
  clientside.set_props.narrowed = true;
  const {getLayout} = window.dash_component_api;
  window.dash_component_api.getLayout = id => withStores(storesWith(id), () => getLayout(id));
}

/* Start ------------------------------------------------------------------------------------------------------------ */

let started = 0;

const box = children => ({
  type: 'Div',
  namespace: 'dash_html_components',
  props: {style: {display: 'contents'}, children},
});

/* Components ask for their neighbours by path: no path of one app may be one of another's. So each app's root stands
   behind a number of empty places that no other app has. */
function moveAside(layout, places) {
  const empty = Array(places).fill(null);
  if (Array.isArray(layout)) {
    layout.push(box([...empty, box(layout.splice(0))]));
  } else {
    const root = {...layout};
    for (const key of Object.keys(layout)) delete layout[key];
    Object.assign(layout, box([...empty, root]));
  }
}

/* The hooks that the app's own renderer script gives to Dash. */
function hooksOf(script) {
  let hooks;
  const {DashRenderer} = window;
  window.DashRenderer = function (given) {
    hooks = given;
  };
  try {
    run(script);
  } finally {
    window.DashRenderer = DashRenderer;
  }
  return hooks;
}

/* The renderer reads its element and configuration while it is rendered for the first time: all within flushSync, so
   that they can be answered for this app alone. Returns the root and the store that it made, and what it threw. */
function render(element, config, hooks) {
  const stores = (window.dash_stores ||= []);
  const count = stores.length;
  const answers = new Map([
    ['react-entry-point', element],
    ['_dash-config', {textContent: JSON.stringify(config)}],
  ]);
  const own = Object.getOwnPropertyDescriptor(document, 'getElementById');
  const find = document.getElementById;
  const {createRoot} = ReactDOM;
  let root, error;
  document.getElementById = id => answers.get(id) ?? find.call(document, id);
  ReactDOM.createRoot = (...options) => (root = createRoot(...options));
  try {
    ReactDOM.flushSync(() => new window.DashRenderer(hooks));
  } catch (thrown) {
    error = thrown;
  } finally {
    if (own) Object.defineProperty(document, 'getElementById', own);
    else delete document.getElementById;
    ReactDOM.createRoot = createRoot;
  }
  return {root, store: stores[count], error};
}

/* Returns the app's store, and a function that takes the app off the page again. */
function start(element, config, given, namespace) {
  const places = started++;
  const {claim, keepStoresApart, mark} = window.dashDirectStorage;
  claim(places, namespace);
  keepStoresApart();
  const hooks = {
    layout_pre: null,
    request_pre: null,
    request_post: null,
    request_refresh_jwt: null,
    ...given,
    layout_post: layout => {
      given.layout_post?.(layout);
      mark(layout, namespace);
      moveAside(layout, places);
    },
    request_post: (payload, response) => {
      given.request_post?.(payload, response);
      mark(response, namespace);
    },
  };
  const {root, store, error} = render(element, config, hooks);
  const stop = () => {
    root?.unmount();
    const index = window.dash_stores.indexOf(store);
    if (index !== -1) window.dash_stores.splice(index, 1);
  };
  if (error || !root || !store) {
    stop();
    throw error ?? new Error('Dash did not start this app: it noted no store or rendered nothing.');
  }
  return {store, stop};
}

/* What the site answered in the place of layout and callbacks, where it refused: undefined, or something to show. */
function refusal({layoutRequest, dependenciesRequest, error}, messages) {
  const requests = [layoutRequest, dependenciesRequest];
  for (const {status, content} of requests) {
    if (typeof content === 'string' && status === 200) return {error: messages.refused}; // a login page
    if (status && status !== 200 && status !== 'loading') return content?.error ? content : {error: messages.failed};
  }
  if (!error.backEndConnected && requests.some(({status}) => status === 'loading')) return {error: messages.failed};
}

/* A visitor who has no cookie of the CSRF token gets one with a layout. Several layouts at once would each bring another
   token, and a callback could leave with one in its header and the next in its cookie: so the first app goes alone. */
let firstLayout;

function waitForToken(app, {csrf_token_name: name}) {
  if (document.cookie.split('; ').some(cookie => cookie.startsWith(`${name}=`))) return;
  if (firstLayout) return firstLayout;
  firstLayout = new Promise(resolve => (app.letOthersGo = resolve));
}

class DashApp extends HTMLElement {
  connectedCallback() {
    if (this.isBusy) return; // moved in the page
    this.isBusy = true;
    this.begin().catch(error => {
      console.error(error);
      this.show({error: this.content?.messages.failed ?? String(error)});
    });
  }

  disconnectedCallback() {
    queueMicrotask(() => this.isConnected || this.end());
  }

  async begin() {
    const run = (this.run = {});
    this.querySelector(':scope > .dash-app-message')?.remove();
    await pageHasRun;
    this.content = JSON.parse(this.querySelector('script[type="application/json"]').textContent);
    const {config, renderer, csrf, namespace} = this.content;
    await loadAll(this.content);
    if (this.run !== run) return; // taken away meanwhile
    if (!window.DashRenderer) throw new Error('The scripts of Dash could not be loaded.');
    if (!csrf) await waitForToken(this, config);
    if (this.run !== run) return;
    narrow();
    this.place = document.createElement('div');
    this.append(this.place);
    const given = renderer ? hooksOf(renderer) : {};
    const callback_resolved = (callback, result) => {
      given?.callback_resolved?.(callback, result);
      this.afterCallback(result).catch(console.warn);
    };
    const {store, stop} = start(this.place, config, {...given, callback_resolved}, namespace);
    this.stop = stop;
    this.unsubscribe = store.subscribe(() => this.follow(store));
    // Where the cookie of the CSRF token is hidden from scripts, this app's requests carry the token.
    if (csrf) store.dispatch({type: 'ADD_HTTP_HEADERS', payload: csrf});
    this.store = store;
  }

  follow(store) {
    latest = store;
    if (this.hasAttribute('ready')) return;
    const state = store.getState();
    if (state.layoutRequest.status === 200) this.letOthersGo?.();
    const refused = refusal(state, this.content.messages);
    if (refused) this.show(refused);
    else if (state.appLifecycle === 'HYDRATED') this.setAttribute('ready', '');
  }

  /* Where a callback was refused, because the login has ended for instance, says so above the app. Dash has read the
     answer, so the site is asked once more. */
  async afterCallback({error}) {
    if (!(error instanceof Response) || ![401, 403].includes(error.status)) return;
    const answer = await fetch(`${this.content.config.requests_pathname_prefix}_dash-dependencies`);
    if (!answer.ok && this.store) this.prepend(this.message(await answer.json()));
  }

  message({error, login, login_url: url}) {
    this.querySelector(':scope > .dash-app-message')?.remove();
    const message = document.createElement('div');
    message.className = 'dash-app-message';
    message.setAttribute('role', 'alert');
    message.textContent = `${error} `;
    if (url) {
      const link = document.createElement('a');
      const target = new URL(url, document.baseURI);
      target.searchParams.set('next', location.pathname + location.search);
      link.href = target;
      link.textContent = login;
      message.append(link);
    }
    return message;
  }

  /* Shows a message in the place of the app. */
  show(answer) {
    this.end();
    this.isBusy = true; // it stays
    this.append(this.message(answer));
    this.setAttribute('ready', '');
  }

  end() {
    this.letOthersGo?.();
    this.unsubscribe?.();
    this.stop?.();
    this.place?.remove();
    this.run = this.stop = this.unsubscribe = this.place = this.store = undefined;
    this.isBusy = false;
    this.removeAttribute('ready');
  }
}

if (!customElements.get('dash-app')) customElements.define('dash-app', DashApp);
