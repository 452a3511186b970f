/* <script src="pipe-hub.js" data-url="websocket" data-offline="text of the mark">
   One websocket for all Pipes of a browser page, whether they stand in the page or in frames of this site: the hub lives
   in the outermost window that can be reached, and this script may be loaded in every window, any number of times.
   While messages cannot arrive, an element .dash-pipes-offline says so; <html> has data-dash-pipes="live", "waiting" for
   the first seconds without a connection, and then "offline". */
(() => {
  const script = document.currentScript;
  const MAX_DELAY = 30_000;
  const FIRST_DELAY = 500;
  const STABLE = 5_000; // a socket that has lasted so long was no failure
  const GRACE = 3_000; // until the mark shows, and until what nobody needs any more is given up
  const MAX_LABELS = 500; // of which the last value is kept

  /* The outermost window of this origin. */
  function pageOf(view) {
    try {
      while (view !== view.parent && view.parent.document) view = view.parent;
    } catch {} // the rest is of another origin
    return view;
  }

  function makeHub(url, offlineText) {
    const listeners = new Map(); // channel -> Set of {label, receive, view}
    const olderChannels = new Set(); // of dpd_components
    const olderCallbacks = new Set();
    const last = new Map(); // channel and label -> text of the message
    const refused = new Set();
    let told = new Set(); // the channels that the server has been told of
    const confirmed = new Set(); // and those to which it says that the page listens
    let socket, timer, stable, grace, planned, mark;
    let tries = 0;
    let live = true; // whether the server gets messages itself

    const wanted = () => [...new Set([...listeners.keys(), ...olderChannels])].filter(name => !refused.has(name));
    const isOpen = () => socket?.readyState === WebSocket.OPEN;
    const send = message => isOpen() && socket.send(JSON.stringify(message));

    function connect() {
      clearTimeout(timer);
      timer = undefined;
      if (socket || !wanted().length) return;
      const address = new URL(url, document.baseURI);
      address.protocol = address.protocol.replace('http', 'ws');
      const own = (socket = new WebSocket(address));
      own.onopen = () => {
        stable = setTimeout(() => (tries = 0), STABLE);
        told = new Set();
        confirmed.clear();
        live = true;
        update();
      };
      own.onmessage = ({data}) => own === socket && take(data);
      own.onclose = () => own === socket && lost();
    }

    function lost() {
      socket = undefined;
      clearTimeout(stable);
      show();
      if (!wanted().length) return;
      const delay = Math.min(MAX_DELAY, FIRST_DELAY * 2 ** tries++) * (0.5 + Math.random() / 2);
      timer = setTimeout(connect, delay);
    }

    function close() {
      const own = socket;
      socket = undefined;
      clearTimeout(stable);
      clearTimeout(timer);
      timer = undefined;
      own?.close();
    }

    /* Tell the server what has changed since it was last told; many changes at once are one message. */
    function update() {
      planned = undefined;
      const now = wanted();
      if (!now.length) close();
      else if (!socket && !timer) connect();
      if (isOpen()) {
        const added = now.filter(name => !told.has(name));
        const gone = [...told].filter(name => !now.includes(name));
        if (added.length) send({type: 'subscribe', channels: added});
        if (gone.length) send({type: 'unsubscribe', channels: gone});
        gone.forEach(name => confirmed.delete(name));
        told = new Set(now);
      }
      show();
    }

    const plan = () => (planned ??= setTimeout(update));

    function take(text) {
      const message = JSON.parse(text);
      if (message.type === 'ack') send(message);
      else if (message.type === 'status') live = message.live;
      else if (message.type === 'subscribed') {
        live = message.live;
        message.channels.forEach(name => confirmed.add(name));
      }
      else if (message.type === 'refused') {
        message.channels.forEach(name => refused.add(name));
        confirmed.clear(); // the server closes the socket now
        console.warn('Live pipes: this user may not listen to', message.channels);
      } else if ('label' in message) hand(message, text);
      show();
    }

    function hand(message, text) {
      const {channel_name: channel, label} = message;
      const key = JSON.stringify([channel, label]);
      last.delete(key);
      last.set(key, text);
      if (last.size > MAX_LABELS) last.delete(last.keys().next().value);
      for (const listener of [...(listeners.get(channel) || [])]) {
        if (listener.view.closed) hub.remove(channel, listener); // its frame is gone
        else if (listener.label === label) listener.receive(text);
      }
      for (const callback of [...olderCallbacks]) {
        try {
          callback(message);
        } catch {
          olderCallbacks.delete(callback); // likewise
        }
      }
    }

    /* Whether messages arrive, for visitors to see. */
    function show() {
      const now = wanted();
      const {dataset} = document.documentElement;
      if (!now.length || (isOpen() && live && now.every(name => confirmed.has(name)))) {
        clearTimeout(grace);
        grace = undefined;
        mark?.remove();
        mark = undefined;
        if (now.length) dataset.dashPipes = 'live';
        else delete dataset.dashPipes;
      } else {
        if (!mark) dataset.dashPipes = 'waiting';
        grace ??= setTimeout(showMark, GRACE);
      }
    }

    function showMark() {
      document.documentElement.dataset.dashPipes = 'offline';
      mark = document.createElement('div');
      mark.className = 'dash-pipes-offline';
      mark.setAttribute('role', 'status');
      mark.textContent = offlineText || 'No live updates at the moment.';
      document.body.append(mark);
    }

    const hub = {
      add(channel, listener) {
        if (!listeners.has(channel)) listeners.set(channel, new Set());
        listeners.get(channel).add(listener);
        const text = last.get(JSON.stringify([channel, listener.label]));
        if (text) setTimeout(() => listeners.get(channel)?.has(listener) && listener.receive(text));
        plan();
      },
      remove(channel, listener) {
        listeners.get(channel)?.delete(listener);
        // A frame that loads anew is back at once, and gets what came meanwhile.
        setTimeout(() => {
          if (listeners.get(channel)?.size !== 0) return;
          listeners.delete(channel);
          plan();
        }, GRACE);
      },
      publish: (channel, label, value) => send({type: 'publish', channel_name: channel, label, value}),
      /* The page's own tag names another websocket than a frame did before it. */
      use(other) {
        if (other === url) return;
        url = other;
        close();
        plan();
      },
    };

    /* What dpd_components.Pipe looks for, in the window that it is in and in those around it. */
    window.dpd_wsb = {
      add_callback: callback => olderCallbacks.add(callback),
      send(message) {
        if (message.type !== 'connection_triplet') return void send(message);
        if (typeof message.channel_name === 'string' && message.channel_name) olderChannels.add(message.channel_name);
        plan();
      },
    };
    const before = window.dpd_wsb_pre || {callbacks: [], sender_targets: []};
    before.callbacks.forEach(window.dpd_wsb.add_callback);
    before.sender_targets.forEach(target => target.add_sender(window.dpd_wsb));

    window.addEventListener('online', () => {
      tries = 0;
      connect();
    });
    /* No specificity: whatever the site says about the mark holds. */
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(`:where(.dash-pipes-offline) {
      position: fixed; inset: auto auto 1rem 1rem; z-index: 10000; padding: 0.5rem 0.75rem; border-radius: 0.25rem;
      background: #3d2f00; color: #fff; font: 0.875rem/1.4 system-ui, sans-serif; box-shadow: 0 1px 4px #0006;
    }`);
    document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
    return hub;
  }

  const page = pageOf(window);
  const {url, offline} = script.dataset;
  const isOfPage = 'page' in script.dataset; // written by the template tag

  if (page === window) {
    if (window.dashPipes && isOfPage) window.dashPipes.use(url);
    window.dashPipes ??= makeHub(url, offline);
  }
  if (window.dashPipeListen) return;

  let hub = page.dashPipes;
  const waiting = new Map(); // listener -> channel, for the time until there is a hub
  const join = found => {
    hub = found;
    for (const [listener, channel] of waiting) hub.add(channel, listener);
    waiting.clear();
  };
  if (!hub) {
    const own = page.document.createElement('script');
    own.src = script.src;
    own.dataset.url = url;
    own.dataset.offline = offline;
    own.nonce = page.document.querySelector('script[nonce]')?.nonce || '';
    own.onload = () => join(page.dashPipes);
    own.onerror = () => join((window.dashPipes ??= makeHub(url, offline))); // the page's policy forbids it
    page.document.head.append(own);
  }

  const here = new Set();
  window.dashPipeListen = (channel, label, take) => {
    // Parsed anew here: values of another window's kind are not what libraries of this one take for objects.
    const listener = {label, view: window, receive: text => take(JSON.parse(text).value)};
    const entry = {channel, listener};
    here.add(entry);
    if (hub) hub.add(channel, listener);
    else waiting.set(listener, channel);
    return () => {
      here.delete(entry);
      waiting.delete(listener);
      hub?.remove(channel, listener);
    };
  };
  window.addEventListener('pagehide', ({persisted}) => {
    if (page === window || persisted) return;
    for (const {channel, listener} of here) hub?.remove(channel, listener);
  });
})();
