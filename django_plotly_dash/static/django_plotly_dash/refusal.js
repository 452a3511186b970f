/* Says so in the page when the site refuses one of its requests (401, 403), for instance because the login has ended
   while the page was open: Dash's renderer would go on as if nothing had happened. */
(() => {
  const send = window.fetch;
  let bar;

  const show = ({error, login, login_url: url}) => {
    if (!error) return;
    if (!bar) {
      bar = document.createElement('div');
      bar.className = 'dash-refusal';
      bar.setAttribute('role', 'alert');
      Object.assign(bar.style, {
        position: 'sticky',
        top: '0',
        zIndex: '10000',
        padding: '0.75rem 1rem',
        background: '#fff3cd',
        color: '#3d2f00',
        fontFamily: 'system-ui, sans-serif',
      });
    }
    bar.textContent = `${error} `;
    if (url) {
      const link = document.createElement('a');
      let page = location;
      try {
        page = window.top.location.href ? window.top.location : page;
      } catch {} // the frame's page is of another site
      const target = new URL(url, document.baseURI);
      target.searchParams.set('next', page.pathname + page.search);
      link.href = target;
      link.target = '_top';
      link.textContent = login;
      bar.append(link);
    }
    document.body.prepend(bar);
  };

  window.fetch = async (...request) => {
    const response = await send(...request);
    const json = (response.headers.get('Content-Type') || '').startsWith('application/json');
    if ((response.status === 401 || response.status === 403) && json) {
      response.clone().json().then(show, () => {});
    }
    return response;
  };

  /* The websocket of callbacks lies in a worker, which says no more than that it was closed: whether the site still lets
     this visitor in is asked over HTTP. */
  const Worker = window.SharedWorker;
  if (Worker) {
    window.SharedWorker = class extends Worker {
      constructor(url, ...options) {
        super(url, ...options);
        const [prefix, bundle] = String(url).split('_dash-component-suites/');
        if (!bundle) return;
        this.port.addEventListener('message', ({data}) => {
          if (data && data.type === 'disconnected') window.fetch(`${prefix}_dash-routes`).catch(() => {});
        });
      }
    };
  }
})();
