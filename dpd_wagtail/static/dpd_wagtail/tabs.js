/* <dpd-tabs label><section class="dpd-tabs__panel" id><h3 class="dpd-tabs__title">…</h3>…</section>…</dpd-tabs>
   Tabs as the ARIA Authoring Practices have them: arrow keys, Home and End move and open. Without this script the
   sections stand one below the other. A frame in a closed section is not near the view, so dash-frame loads it when the
   section is opened. The address's fragment opens its section, also if it is an element in it. */
class DpdTabs extends HTMLElement {
  connectedCallback() {
    if (this.tabs) return;
    this.panels = [...this.querySelectorAll(':scope > .dpd-tabs__panel')];
    if (!this.panels.length) return;
    const list = document.createElement('div');
    list.className = 'dpd-tabs__list';
    list.setAttribute('role', 'tablist');
    list.setAttribute('aria-label', this.getAttribute('label') || '');
    this.tabs = this.panels.map(panel => this.tab(panel));
    list.append(...this.tabs);
    list.addEventListener('keydown', event => this.move(event));
    this.prepend(list);
    this.classList.add('dpd-tabs--ready');
    this.open(Math.max(0, this.asked()));
    window.addEventListener('hashchange', () => {
      const number = this.asked();
      if (number >= 0) this.open(number);
    });
  }

  tab(panel) {
    const title = panel.querySelector('.dpd-tabs__title');
    const tab = document.createElement('button');
    tab.type = 'button';
    tab.id = `${panel.id}-tab`;
    tab.className = 'dpd-tabs__tab';
    tab.textContent = title.textContent;
    tab.setAttribute('role', 'tab');
    tab.setAttribute('aria-controls', panel.id);
    tab.addEventListener('click', () => this.choose(this.tabs.indexOf(tab)));
    panel.setAttribute('role', 'tabpanel');
    panel.setAttribute('aria-labelledby', tab.id);
    return tab;
  }

  /* The number of the section that the address asks for, -1 for none. */
  asked() {
    let id = location.hash.slice(1);
    try {
      id = decodeURIComponent(id);
    } catch {
      return -1; // no text
    }
    const target = id && document.getElementById(id);
    return target ? this.panels.findIndex(panel => panel.contains(target)) : -1;
  }

  open(number) {
    this.panels.forEach((panel, index) => {
      const tab = this.tabs[index];
      const isOpen = index === number;
      panel.classList.toggle('dpd-tabs__panel--closed', !isOpen);
      tab.setAttribute('aria-selected', String(isOpen));
      tab.tabIndex = isOpen ? 0 : -1;
    });
  }

  /* What a visitor opens stands in the address, which can be sent. */
  choose(number) {
    this.open(number);
    history.replaceState(history.state, '', `#${this.panels[number].id}`);
  }

  move(event) {
    const current = this.tabs.indexOf(event.target);
    const step = getComputedStyle(this).direction === 'rtl' ? -1 : 1;
    const count = this.tabs.length;
    const number = {
      ArrowRight: (current + step + count) % count,
      ArrowLeft: (current - step + count) % count,
      Home: 0,
      End: count - 1,
    }[event.key];
    if (number === undefined || event.ctrlKey || event.altKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    this.choose(number);
    this.tabs[number].focus();
  }
}

if (!customElements.get('dpd-tabs')) customElements.define('dpd-tabs', DpdTabs);
