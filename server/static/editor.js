// Puts the SPARQL editor in the place of the plain form, which stays where this script or the package does not run.
"use strict";

(() => {
  const place = document.getElementById("editor");
  const form = document.querySelector("form.query");
  if (!place || typeof Yasgui === "undefined") return;
  const data = JSON.parse(document.getElementById("editor-data").textContent);
  const endpoint = new URL(form.action, location.href).href;

  // Only what is here is offered: the package's completers for classes and properties would ask other hosts.
  Yasgui.Yasqe.forkAutocompleter("prefixes", {
    name: "known-prefixes",
    persistenceId: null,
    get: () => Object.entries(data.prefixes).map(([prefix, iri]) => `${prefix}: <${iri}>`),
  });
  Yasgui.Yasqe.defaults.autocompleters = ["variables", "known-prefixes"];
  Yasgui.Yasr.registerPlugin("chart", Chart, true);
  Chart.words = data.words;

  Yasgui.Yasr.defaults.pluginOrder = ["table", "chart", "response"];
  const yasgui = new Yasgui(place.lastElementChild, {
    requestConfig: { endpoint, method: "POST" },
    endpointCatalogueOptions: { getData: () => [{ endpoint }] },
    persistenceId: `undersigned ${endpoint}`,
    populateFromUrl: (tab) => ({ ...tab, requestConfig: { ...tab.requestConfig, endpoint } }),
    autoAddOnInit: false,
    autofocus: false,
    corsProxy: undefined,
    yasqe: { editorHeight: "22rem" },
    yasr: { prefixes: data.prefixes, maxPersistentResponseSize: 0 },
  });

  const fresh = Object.keys(yasgui._tabs).length === 0;
  for (const example of data.examples) {
    const chosen = example.name === data.chosen;
    if (!yasgui.getTab(example.name) && (fresh || chosen)) {
      yasgui.addTab(false, { id: example.name, name: example.title, yasqe: { value: example.text } });
    }
    if (chosen) activate(yasgui, example.name);
  }
  if (!yasgui.getTab()) activate(yasgui, Object.keys(yasgui._tabs)[0]);
  label();
  new MutationObserver(label).observe(place, { childList: true, subtree: true });
  place.hidden = false;
  yasgui.getTab().show();
  form.hidden = true;

  // Names and roles that the package leaves out.
  function label() {
    set(".CodeMirror textarea", "aria-label", data.words.query);
    set(".tableSizer", "aria-label", "Page size");
    set(".CodeMirror-scroll", "tabindex", "0");
    set(".addTab", "role", "tab");
  }

  function set(selector, name, value) {
    for (const element of place.querySelectorAll(selector)) {
      if (element.getAttribute(name) !== value) element.setAttribute(name, value);
    }
  }

  function activate(editor, id) {
    editor.persistentConfig.setActive(id);
    for (const [other, tab] of Object.entries(editor._tabs)) other === id ? tab.show() : tab.hide();
  }
})();
