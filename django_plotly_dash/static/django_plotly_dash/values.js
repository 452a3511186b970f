/* window.dashValues: what the apps of a page hold at this moment, read from the stores of Dash's renderer. The browser
   alone knows it: clientside callbacks and what is set while a callback runs never reach the server.
   Names of the renderer that it gives no promise for: window.dash_stores; layout, paths, appLifecycle and isLoading
   of a store's state. */

window.dashValues = (() => {
  const place = (layout, path) => path.reduce((node, key) => node?.[key], layout);

  /* Every component that has an id: [its id as Dash writes it in JSON, its properties]. */
  function* components({layout, paths}) {
    for (const [id, path] of Object.entries(paths.strs)) yield [id, place(layout, path)?.props];
    for (const [names, entries] of Object.entries(paths.objs)) {
      const keys = names.split(',');
      for (const {values, path} of entries) {
        const id = Object.fromEntries(keys.map((key, index) => [key, values[index]]));
        yield [JSON.stringify(id), place(layout, path)?.props];
      }
    }
  }

  return {
    /* The stores of the apps of a window, of its own pages and not of frames in it. */
    stores: page => page.dash_stores ?? [],

    /* Whether the app is shown and no callback is running. */
    isSettled(store) {
      const {appLifecycle, isLoading} = store.getState();
      return appLifecycle === 'HYDRATED' && !isLoading;
    },

    /* The values as {id: {property: value}} in JSON; the JSON of each by its [id, property]; and what was left out to
       stay below a number of characters: the largest. Properties named in `refused` are not looked at. */
    read(store, {refused, largest}) {
      const entries = [];
      for (const [id, props] of components(store.getState())) {
        for (const [name, value] of Object.entries(props ?? {})) {
          if (refused.includes(name)) continue;
          const json = JSON.stringify(value);
          if (json !== undefined) entries.push({id, name, json, size: json.length + id.length + name.length + 20});
        }
      }
      entries.sort((one, other) => one.size - other.size);
      const values = new Map();
      const each = new Map();
      const tooLarge = [];
      let total = 2;
      for (const {id, name, json, size} of entries) {
        total += size;
        if (total > largest) {
          tooLarge.push(`${id}.${name}`);
          continue;
        }
        if (!values.has(id)) values.set(id, []);
        each.set(JSON.stringify([id, name]), json);
        values.get(id).push(`${JSON.stringify(name)}:${json}`);
      }
      const text = [...values].map(([id, properties]) => `${JSON.stringify(id)}:{${properties.join(',')}}`).join(',');
      return {text: `{${text}}`, each, tooLarge};
    },
  };
})();
