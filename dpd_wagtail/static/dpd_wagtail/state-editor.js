/* The state editor: reads what the app in the frame holds, shows what a save would change, and saves it.
   The answers of the site are parts of the page, shown in the dialog, or {"url": …} where it was saved. */

const SETTLING = 10000;

class StateEditor {
  constructor(root) {
    this.root = root;
    this.dialog = root.querySelector('[data-dialog]');
    this.limits = JSON.parse(document.getElementById('state-editor-limits').textContent);
    root.addEventListener('click', event => this.click(event.target));
    root.addEventListener('submit', event => {
      event.preventDefault();
      this.save(event.target, event.submitter);
    });
    this.prepare();
  }

  prepare() {
    // The load of a frame does not bubble.
    this.root.addEventListener('load', event => event.target.localName === 'iframe' && this.begin(), true);
    if (this.frame) this.begin();
  }

  /* What the app holds before anybody touches it: its components and callbacks set much by themselves. Somebody may
     be quicker than they are; what is set from the first touch on counts as changed by hand. */
  async begin() {
    this.start = undefined;
    const look = () => {
      const store = this.find();
      if (store) this.start ??= window.dashValues.read(store, this.limits).each;
    };
    for (const type of ['pointerdown', 'keydown', 'input']) {
      this.frame.contentWindow.addEventListener(type, look, {capture: true, once: true});
    }
    if (await this.store()) look();
  }

  click(target) {
    const button = target.closest('button');
    if (!button) return;
    if (button.dataset.saveAs) this.review(button);
    else if ('startAgain' in button.dataset) this.frame?.contentWindow.location.reload();
    else if ('close' in button.dataset) this.dialog.close();
  }

  get frame() {
    return this.root.querySelector('dash-frame iframe');
  }

  /* The app's store, if it has begun. */
  find(_button) {
    return this.frame?.contentWindow && window.dashValues.stores(this.frame.contentWindow)[0];
  }

  /* What else is sent with the values. */
  about(button) {
    return {
      opened: document.getElementById('state-editor-opened').textContent,
      newest: this.root.dataset.newest,
      save_as: button.dataset.saveAs,
    };
  }

  /* The store of the app, once it is settled; callbacks that take very long are not waited for. */
  async store(button) {
    const end = Date.now() + SETTLING;
    for (;;) {
      const store = this.find(button);
      if (store && (window.dashValues.isSettled(store) || Date.now() > end)) return store;
      if (Date.now() > end) return undefined;
      await new Promise(resolve => setTimeout(resolve, 100));
    }
  }

  async review(button) {
    button.disabled = true;
    try {
      const store = await this.store(button);
      if (!store) return this.say(this.root.dataset.textLoading);
      const {text, each, tooLarge} = window.dashValues.read(store, this.limits);
      const idle = [...each].filter(([key, json]) => this.start?.get(key) === json).map(([key]) => JSON.parse(key));
      this.sent = {
        captured: text,
        too_large: JSON.stringify(tooLarge),
        idle: JSON.stringify(idle),
        ...this.about(button),
      };
      await this.post(this.root.dataset.reviewUrl, new FormData());
    } finally {
      button.disabled = false;
    }
  }

  async save(form, submitter) {
    submitter.disabled = true;
    try {
      await this.post(this.root.dataset.saveUrl, new FormData(form));
    } finally {
      submitter.disabled = false;
    }
  }

  async post(url, data) {
    for (const [name, value] of Object.entries(this.sent)) data.set(name, value);
    data.set('csrfmiddlewaretoken', this.root.querySelector('[name=csrfmiddlewaretoken]').value);
    let answer;
    try {
      answer = await fetch(url, {method: 'POST', body: data, headers: {'X-Requested-With': 'XMLHttpRequest'}});
    } catch {
      return this.say(this.root.dataset.textOffline);
    }
    const type = answer.headers.get('Content-Type') ?? '';
    if (answer.ok && type.startsWith('application/json')) {
      location.assign((await answer.json()).url);
    } else if (answer.headers.has('X-State-Editor')) {
      this.show(await answer.text());
    } else {
      this.say(this.root.dataset.textFailed);
    }
  }

  say(text) {
    this.dialog.replaceChildren(document.importNode(this.root.querySelector('[data-problem]').content, true));
    this.dialog.querySelector('[role=alert]').textContent = text;
    this.open();
  }

  show(html) {
    this.dialog.innerHTML = html; // the site's own: every value in it is escaped
    this.open();
    (this.dialog.querySelector('[aria-invalid], #state-name-error ~ input') ?? this.dialog.querySelector('[data-heading]'))?.focus();
  }

  open() {
    if (!this.dialog.open) this.dialog.showModal();
    this.dialog.scrollTop = 0;
  }
}

/* The apps of the page that this window was opened from. */
class PageCapture extends StateEditor {
  prepare() {
    this.apps = new Map();
    for (const app of this.appsOfPage()) {
      const item = document.importNode(this.root.querySelector('[data-app]').content, true);
      const button = item.querySelector('button');
      item.querySelector('strong').textContent = app.title;
      button.setAttribute('aria-label', `${button.textContent} ${app.title}`);
      this.apps.set(button, app);
      this.root.querySelector('[data-apps]').append(item);
    }
    if (!this.apps.size) this.root.querySelector('[data-status]').textContent = this.root.dataset.textGone;
  }

  appsOfPage() {
    let elements;
    try {
      elements = [...window.opener.document.querySelectorAll('dash-frame, dash-app')];
    } catch {
      return []; // closed, or another origin by now
    }
    const count = new Map();
    return elements.map(element => {
      const path = element.getAttribute('src') ?? element.content?.config.requests_pathname_prefix ?? '';
      const url = new URL(path, element.baseURI).pathname;
      const which = url.replace(/initial\/[^/]*\/$/, '');
      count.set(which, (count.get(which) ?? -1) + 1);
      const title = element.querySelector('iframe')?.title || decodeURIComponent(which.split('/').at(-2) ?? '');
      return {element, url, title, nth: count.get(which)};
    });
  }

  find(button) {
    const {element} = this.apps.get(button);
    if (element.store) return element.store; // without a frame
    const inner = element.querySelector('iframe')?.contentWindow;
    return inner ? window.dashValues.stores(inner)[0] : undefined;
  }

  about(button) {
    const {url, nth} = this.apps.get(button);
    return {url, nth, save_as: 'new'};
  }
}

for (const root of document.querySelectorAll('[data-state-editor]')) new StateEditor(root);
for (const root of document.querySelectorAll('[data-page-capture]')) new PageCapture(root);
