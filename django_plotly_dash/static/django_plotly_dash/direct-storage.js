/* Apps without frames share the page's storage, where dcc.Store and persistence keep values under the ids of
   components: two apps with the same ids would read each other's values. So each app's have its namespace in their
   keys. direct.js starts the apps. */
(() => {
  const namespaces = new Map(); // by the number of the place in the tree behind which an app stands

  /* Stores: the key is the id, of which only the copy that the component gets is changed. */
  function Apart(Store) {
    function ApartStore(props) {
      const path = window.dash_component_api.useDashContext().componentPath;
      const namespace = namespaces.get(path[path.indexOf('children') + 1]);
      const id = typeof props.id === 'object' ? JSON.stringify(props.id) : props.id;
      return window.React.createElement(Store, {...props, id: `dash:${namespace}:${id}`});
    }
    return Object.assign(ApartStore, Store, {apart: true});
  }

  function keepStoresApart() {
    const components = window.dash_core_components; // a module, which cannot be changed
    if (!components || components.Store.apart) return;
    window.dash_core_components = Object.create(components, {Store: {value: Apart(components.Store), enumerable: true}});
  }

  /* Persistence: the key has the value of the property `persistence`, whatever it is. */
  function mark(value, namespace) {
    if (Array.isArray(value)) {
      if (typeof value[0] !== 'number') value.forEach(item => mark(item, namespace));
    } else if (value && typeof value === 'object') {
      const {props} = value;
      if (props && value.namespace && value.type && props.persistence) {
        props.persistence = `dash:${namespace}:${JSON.stringify(props.persistence)}`;
      }
      Object.values(value).forEach(item => item && typeof item === 'object' && mark(item, namespace));
    }
  }

  window.dashDirectStorage = {
    keepStoresApart,
    mark,
    claim: (place, namespace) => namespaces.set(place, namespace),
  };
})();
