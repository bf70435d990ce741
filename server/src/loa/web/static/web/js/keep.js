// Keep what is typed until the site has it: a visit that ended costs nobody their words.
// It lies in this tab alone, for one person and one form. It goes once the words were kept, when
// somebody starts afresh, and with the tab. Files and recordings cannot be kept.
"use strict";

(() => {
  const SENT = "keep:sent";
  const NEVER = ["hidden", "file", "password", "submit", "button", "fieldset"];

  class Keeper {
    constructor(form, store) {
      this.form = form;
      this.store = store;
      this.name = `keep:${form.dataset.keep}`;
      this.told = form.querySelector("[data-keep-told]");
      store.removeItem(SENT);
      if (!("keepFilled" in form.dataset)) this.bring();
      form.addEventListener("input", () => this.keep());
      form.addEventListener("submit", () => store.setItem(SENT, this.name));
      form.querySelector("[data-keep-forget]").addEventListener("click", () => this.forget());
    }

    fields() {
      return [...this.form.elements].filter((field) => field.name && !NEVER.includes(field.type));
    }

    keep() {
      const values = this.fields().map((field) => [field.name, field.value, field.checked ?? null]);
      this.store.setItem(this.name, JSON.stringify(values));
    }

    bring() {
      const values = JSON.parse(this.store.getItem(this.name) ?? "[]");
      let isChanged = false;
      for (const field of this.fields()) {
        const isTick = field.type === "checkbox" || field.type === "radio";
        const kept = values.find(([name, value]) => name === field.name && (!isTick || value === field.value));
        const part = isTick ? "checked" : "value";
        const wanted = kept?.[isTick ? 2 : 1];
        if (!kept || field[part] === wanted) continue;
        field[part] = wanted;
        isChanged = true;
        const folded = field.closest("details");
        if (folded) folded.open = true;
      }
      this.told.hidden = !isChanged;
    }

    forget() {
      this.store.removeItem(this.name);
      this.form.reset();
      this.told.hidden = true;
    }
  }

  function storage() {
    try {
      return window.sessionStorage;
    } catch {
      return null; // the browser keeps nothing: then nothing is brought back
    }
  }

  const store = storage();
  if (!store) return;
  const forms = document.querySelectorAll("form[data-keep]");
  for (const form of forms) new Keeper(form, store);
  if (!forms.length && store.getItem(SENT)) {
    store.removeItem(store.getItem(SENT));
    store.removeItem(SENT);
  }
})();
