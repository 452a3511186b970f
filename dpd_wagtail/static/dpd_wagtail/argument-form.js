/* Initial arguments of a Dash app as a form.
 *
 * The textarea is what is posted. Over it lies the form that the server makes of the chosen app's layout; what its inputs
 * say is written into the textarea, and what they cannot show stays in it as it is.
 */
(() => {
  "use strict";
  if (customElements.get("dpd-argument-form")) return;

  const isObject = (value) => typeof value === "object" && value !== null && !Array.isArray(value);
  const filled = (value) => value !== "" && !Number.isNaN(value);

  /* How each kind of input is read and written. An incomplete value is read as undefined. */
  const KINDS = {
    text: { read: ([input]) => input.value, write: ([input], value) => (input.value = value ?? "") },
    number: {
      read: ([input]) => (input.value === "" ? (input.validity.badInput ? undefined : null) : input.valueAsNumber),
      write: ([input], value) => (input.value = value ?? ""),
    },
    slider: { read: ([input]) => input.valueAsNumber, write: ([input], value) => (input.value = value ?? input.min) },
    range: {
      read: (inputs) => {
        const values = inputs.map((input) => input.valueAsNumber);
        return values.every(filled) ? values : undefined;
      },
      write: (inputs, value) =>
        inputs.forEach((input, index) => (input.value = (value ?? [input.min, input.max])[index] ?? "")),
    },
    date: { read: ([input]) => input.value || null, write: ([input], value) => (input.value = value ?? "") },
    dates: {
      read: (inputs) => {
        const values = inputs.map((input) => input.value);
        return values.every(filled) ? values : undefined;
      },
      write: (inputs, value) => inputs.forEach((input, index) => (input.value = value?.[index] ?? "")),
    },
    switch: { read: ([input]) => input.checked, write: ([input], value) => (input.checked = value === true) },
    choice: {
      read: ([select]) => (select.selectedIndex < 0 ? undefined : JSON.parse(select.value)),
      write: ([select], value) => {
        const index = [...select.options].findIndex((option) => same(JSON.parse(option.value), value));
        select.selectedIndex = index;
      },
    },
    choices: {
      read: (inputs) => inputs.filter((input) => input.checked).map((input) => JSON.parse(input.value)),
      write: (inputs, value) => {
        const wanted = Array.isArray(value) ? value : [];
        for (const input of inputs) input.checked = wanted.some((one) => same(JSON.parse(input.value), one));
      },
    },
  };
  KINDS.lines = KINDS.text;

  function same(one, other) {
    return JSON.stringify(one) === JSON.stringify(other);
  }

  /* One property of one component in the form. */
  class Field {
    constructor(element) {
      this.element = element;
      ({ component: this.component, property: this.property, kind: this.kind } = element.dataset);
      this.default = JSON.parse(element.dataset.default);
      this.inputs = [...element.querySelectorAll("[data-dpd-value]")];
      this.parts = Object.fromEntries(
        ["unset", "setRow", "kept", "error", "output"].map((name) => {
          const attribute = name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
          return [name, element.querySelector(`[data-dpd-${attribute}]`)];
        }),
      );
    }

    read() {
      return KINDS[this.kind].read(this.inputs);
    }

    write(value) {
      try {
        KINDS[this.kind].write(this.inputs, value);
      } catch {
        KINDS[this.kind].write(this.inputs, null);
      }
    }

    /* Write a value into the inputs, and say whether they show it. */
    tryWrite(value) {
      this.write(value);
      const read = this.read();
      if (this.kind !== "choices" || !Array.isArray(value)) return same(read, value);
      return same(read.map(String).sort(), value.map(String).sort());
    }

    /* The same, and say whether it is also one that the inputs take. */
    tryWriteValid(value) {
      return this.tryWrite(value) && this.inputs.every((input) => input.validity.valid);
    }

    showUnset() {
      this.parts.unset.hidden = false;
      this.parts.setRow.hidden = true;
      this.showError("");
    }

    /* Show a value that is set; `note` says what to write beside inputs that cannot show it. */
    showSet(value, note) {
      this.parts.unset.hidden = true;
      this.parts.setRow.hidden = false;
      const isShown = this.tryWrite(value);
      this.parts.kept.hidden = isShown;
      this.parts.kept.textContent = isShown ? "" : note.replace("%s", () => JSON.stringify(value));
      this.check();
      if (this.parts.output && !isShown) this.parts.output.textContent = "";
    }

    /* After the editor has changed an input. */
    check() {
      const wrong = this.inputs.find((input) => !input.validity.valid);
      this.showError(wrong ? wrong.validationMessage : "");
      if (this.parts.output) this.parts.output.textContent = this.inputs[0].value;
    }

    showError(message) {
      this.parts.error.textContent = message;
      this.parts.error.hidden = !message;
      for (const input of this.inputs) {
        if (message && !input.validity.valid) input.setAttribute("aria-invalid", "true");
        else input.removeAttribute("aria-invalid");
      }
    }
  }

  class ArgumentForm extends HTMLElement {
    connectedCallback() {
      if (!this.textarea) this.setUp();
      document.addEventListener("change", this.onDocumentChange);
      this.observer.observe(this);
      // The block sets values and attributes of its fields right after it has inserted them.
      queueMicrotask(() => {
        this.app ??= this.neighbour("app");
        this.passOnAttributes();
      });
    }

    disconnectedCallback() {
      document.removeEventListener("change", this.onDocumentChange);
      this.observer.disconnect();
    }

    setUp() {
      this.textarea = this.querySelector("textarea");
      this.views = { form: this.part("view='form'"), json: this.part("view='json'") };
      this.buttons = { form: this.part("to='form'"), json: this.part("to='json'") };
      [this.message, this.fieldsBox, this.rest, this.status] = ["message", "fields", "rest", "status"].map((name) =>
        this.part(name),
      );
      this.fields = [];
      this.hasForm = false;
      this.asides = new Map(); // key of an app: what of its arguments no other app took
      this.loaded = null;
      this.onDocumentChange = (event) => {
        const prefix = this.prefix();
        const isOurs = prefix !== null && [`${prefix}app`, `${prefix}state`].includes(event.target.id);
        const isAffected = this.isSeen || this.asides.size || this.textarea.value.trim();
        if (isOurs && isAffected) queueMicrotask(() => this.load());
      };
      // Where the settings of a block are closed, nothing is loaded.
      this.observer = new IntersectionObserver((entries) => {
        this.isSeen = entries.at(-1).isIntersecting;
        if (this.isSeen) this.load();
      });
      this.buttons.json.addEventListener("click", () => this.toJson(true));
      this.buttons.form.addEventListener("click", () => this.toForm(true));
      this.fieldsBox.addEventListener("input", (event) => this.onInput(event));
      this.fieldsBox.addEventListener("click", (event) => this.onClick(event));
    }

    /* Wagtail says of the first element of a widget by what it is described. */
    passOnAttributes() {
      const described = this.getAttribute("aria-describedby");
      if (!described) return;
      for (const element of [this.textarea, this.views.form]) element.setAttribute("aria-describedby", described);
      this.removeAttribute("aria-describedby");
    }

    part(name) {
      return this.querySelector(`[data-dpd-${name}]`);
    }

    /* What the ids of the block's other fields begin with; null where the widget stands alone. */
    prefix() {
      return this.textarea.id.match(/^.+-(?=initial_arguments$)/)?.[0] ?? null;
    }

    neighbour(name) {
      return this.neighbourField(name)?.value ?? "";
    }

    neighbourField(name) {
      const prefix = this.prefix();
      return prefix === null ? null : document.getElementById(prefix + name);
    }

    text(name) {
      return this.getAttribute(`data-text-${name}`);
    }

    /* The arguments in the textarea; null if it holds something else. */
    get values() {
      const text = this.textarea.value.trim();
      if (!text) return {};
      try {
        const values = JSON.parse(text);
        return isObject(values) && Object.values(values).every(isObject) ? values : null;
      } catch {
        return null;
      }
    }

    set values(values) {
      const present = Object.entries(values).filter(([, properties]) => Object.keys(properties).length);
      const text = present.length ? JSON.stringify(Object.fromEntries(present), null, 2) : "";
      if (text === this.textarea.value) return;
      this.textarea.value = text;
      for (const name of ["input", "change"]) this.textarea.dispatchEvent(new Event(name, { bubbles: true }));
    }

    /* Loading ---------------------------------------------------------------------------------------------------- */

    async load() {
      if (!this.neighbourField("app")) return; // a block without a chooser: JSON it is
      const [app, state] = [this.neighbour("app"), this.neighbour("state")];
      const wanted = `${app}/${state}`;
      if (this.loaded === wanted) return;
      this.loaded = wanted;
      if (!app) {
        this.install("", this.text("choose"));
        if (!this.values || Object.keys(this.values).length) this.toJson();
        else this.toForm();
        return;
      }
      if (!this.hasForm) this.say(this.text("loading"));
      let html = "";
      let problem = "";
      try {
        const query = new URLSearchParams({ app, state, prefix: this.textarea.id });
        const response = await fetch(`${this.dataset.url}?${query}`, {
          headers: { "X-Requested-With": "XMLHttpRequest" },
        });
        if (response.ok && !response.redirected) html = await response.text();
        else problem = this.text(response.status === 403 || response.redirected ? "refused" : "failed");
      } catch {
        problem = this.text("failed");
      }
      if (this.loaded !== wanted) return; // another app was chosen meanwhile
      if (problem) {
        this.loaded = null; // to be tried again
        this.install("", problem);
        this.toJson();
        return;
      }
      this.install(html);
      if (this.hasForm) this.carryOver(app);
      if (this.hasForm && this.mode !== "json") this.toForm();
      else this.toJson();
    }

    install(html, message = "") {
      const template = document.createElement("template");
      template.innerHTML = html;
      const noForm = template.content.querySelector("[data-dpd-no-form]");
      this.hasForm = Boolean(html) && !noForm;
      this.fieldsBox.replaceChildren(...(this.hasForm ? template.content.children : []));
      this.fields = [...this.fieldsBox.querySelectorAll("[data-dpd-argument]")].map((element) => new Field(element));
      this.say(noForm ? noForm.textContent : message);
    }

    say(message) {
      this.message.textContent = message;
      this.message.hidden = !message;
    }

    /* Take along what the new app takes, set the rest aside, and bring back what was set aside for it. */
    carryOver(app) {
      const from = this.app;
      this.app = app;
      const values = this.values;
      this.status.textContent = "";
      if (!from || from === app || values === null) return;
      const kept = structuredClone(this.asides.get(app) ?? {});
      const aside = {};
      for (const [component, properties] of Object.entries(values)) {
        for (const [property, value] of Object.entries(properties)) {
          const field = this.field(component, property);
          ((field?.tryWriteValid(value) ? kept : aside)[component] ??= {})[property] = value;
        }
      }
      this.asides.delete(app);
      this.asides.set(from, aside);
      this.values = kept;
      const names = Object.keys(aside).join(", ");
      if (names) this.status.textContent = this.text("aside").replace("%s", () => names);
    }

    field(component, property) {
      return this.fields.find((field) => field.component === component && field.property === property);
    }

    /* The two views ------------------------------------------------------------------------------------------------ */

    toJson(byHand = false) {
      if (byHand) this.mode = "json";
      this.textarea.rows = Math.min(Math.max(this.textarea.value.split("\n").length + 1, 6), 20);
      this.show("json");
      if (!byHand) return;
      this.textarea.setSelectionRange(0, 0);
      this.textarea.focus();
    }

    toForm(byHand = false) {
      if (this.values === null) {
        this.toJson(byHand);
        this.say(this.text("unreadable"));
        return;
      }
      if (byHand) {
        this.mode = "form";
        if (this.hasForm) this.say("");
      }
      this.refresh();
      this.show("form");
      if (byHand) this.focusForm();
    }

    show(view) {
      const label = document.querySelector(`label[for="${CSS.escape(this.textarea.id)}"]`);
      if (label) {
        label.id ||= `${this.textarea.id}-label`;
        this.views.form.setAttribute("aria-labelledby", label.id);
      }
      for (const name of ["form", "json"]) this.views[name].hidden = name !== view;
      this.buttons.json.hidden = view === "json";
      this.buttons.form.hidden = view === "form" || !this.hasForm;
    }

    focusForm() {
      const target = [...this.views.form.querySelectorAll("button, input, select, textarea")].find(
        (element) => element.offsetParent,
      );
      (target ?? this.buttons.json).focus();
    }

    /* Focus whatever is shown; for Wagtail. */
    focusShown() {
      if (this.views.form.hidden) this.textarea.focus();
      else this.focusForm();
    }

    /* Show in the inputs what the textarea says. */
    refresh() {
      const values = this.values;
      if (values === null) return;
      for (const field of this.fields) {
        const properties = values[field.component] ?? {};
        if (field.property in properties) field.showSet(properties[field.property], this.text("kept"));
        else field.showUnset();
      }
      const others = Object.entries(values).flatMap(([component, properties]) =>
        Object.keys(properties)
          .filter((property) => !this.field(component, property))
          .map((property) => `${component}.${property}`),
      );
      this.rest.hidden = !others.length;
      this.rest.textContent = others.length ? this.text("rest").replace("%s", () => others.join(", ")) : "";
    }

    /* What the editor does ----------------------------------------------------------------------------------------- */

    onInput(event) {
      const field = this.fields.find(({ inputs }) => inputs.includes(event.target));
      if (!field) return;
      field.parts.kept.hidden = true;
      this.store(field, field.read());
      field.check();
    }

    onClick(event) {
      const button = event.target.closest("[data-dpd-set], [data-dpd-reset]");
      const field = button && this.fields.find(({ element }) => element.contains(button));
      if (!field) return;
      if (button.hasAttribute("data-dpd-set")) {
        field.showSet(field.default, "");
        field.parts.kept.hidden = true;
        this.store(field, field.read());
        field.inputs[0].focus();
      } else {
        this.store(field, undefined);
        field.showUnset();
        field.parts.unset.querySelector("button").focus();
      }
    }

    /* Write one property into the textarea; undefined takes it out. */
    store(field, value) {
      const values = this.values;
      if (values === null) return;
      const properties = (values[field.component] ??= {});
      if (value === undefined) delete properties[field.property];
      else properties[field.property] = value;
      this.values = values;
    }
  }

  customElements.define("dpd-argument-form", ArgumentForm);

  /* In a StreamField: the block sets the value, and asks for focus. */
  const Widget = window.telepath?.constructors?.["wagtail.widgets.Widget"];
  if (!Widget) return;
  const BoundWidget = new Widget("").boundWidgetClass;

  class BoundArgumentsWidget extends BoundWidget {
    get form() {
      return this.input.closest("dpd-argument-form");
    }

    setState(state) {
      super.setState(state);
      if (this.form.loaded) this.form.refresh();
    }

    focus() {
      this.form.focusShown();
    }
  }

  window.telepath.register(
    "dpd_wagtail.ArgumentsWidget",
    class extends Widget {
      boundWidgetClass = BoundArgumentsWidget;
    },
  );
})();
