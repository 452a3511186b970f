/* <script src="storage.js" data-namespace="app/Sales/"> before Dash's scripts, in the page of an app.
   dcc.Store and persistence keep values in the browser under the ids of components, and all frames of a site share one
   storage: two apps with the same ids would read each other's values. So the page has a storage of its own: what it
   keeps has a prefix, and it sees nothing else. */
(() => {
  const PREFIX = `dash:${document.currentScript.dataset.namespace}:`;

  function facade(storage) {
    const own = () => Array.from({length: storage.length}, (_, index) => storage.key(index)).filter(key => key.startsWith(PREFIX));
    const methods = {
      getItem: key => storage.getItem(PREFIX + key),
      setItem: (key, value) => storage.setItem(PREFIX + key, value),
      removeItem: key => storage.removeItem(PREFIX + key),
      clear: () => own().forEach(key => storage.removeItem(key)),
      key: index => own()[index]?.slice(PREFIX.length) ?? null,
      get length() {
        return own().length;
      },
    };
    return new Proxy(methods, {
      get: (_, key) => (key in methods || typeof key === 'symbol' ? methods[key] : (methods.getItem(key) ?? undefined)),
      set: (_, key, value) => (methods.setItem(key, value), true),
      has: (_, key) => key in methods || storage.getItem(PREFIX + String(key)) !== null,
      deleteProperty: (_, key) => (methods.removeItem(key), true),
      ownKeys: () => own().map(key => key.slice(PREFIX.length)),
      getOwnPropertyDescriptor: (_, key) => {
        const value = methods.getItem(String(key));
        return value === null ? undefined : {value, writable: true, enumerable: true, configurable: true};
      },
    });
  }

  const facades = new Map();
  for (const name of ['localStorage', 'sessionStorage']) {
    try {
      facades.set(window[name], facade(window[name]));
    } catch {
      continue; // the browser keeps nothing for this site
    }
    const value = facades.get(window[name]);
    Object.defineProperty(window, name, {configurable: true, enumerable: true, get: () => value});
  }

  /* Another page of this app has changed something: Dash compares the key with ids. */
  window.addEventListener('storage', event => {
    if (!event.isTrusted) return;
    event.stopImmediatePropagation();
    const {key, oldValue, newValue, url} = event;
    if (key !== null && !key.startsWith(PREFIX)) return;
    window.dispatchEvent(new StorageEvent('storage', {key: key && key.slice(PREFIX.length), oldValue, newValue, url}));
  });
})();
