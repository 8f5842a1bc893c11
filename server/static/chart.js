// A view of the editor's results: bars, for answers with names in one column and numbers in another.
"use strict";

class Chart {
  static words = {};
  static most = 50;
  priority = 1;
  hideFromSelection = false;

  constructor(yasr) {
    this.yasr = yasr;
    this.label = Chart.words.chart;
  }

  getIcon() {
    return undefined;
  }

  // The columns that hold numbers only, and the first of the others that holds names, or else addresses.
  columns() {
    const rows = this.yasr.results?.getBindings();
    if (!rows?.length) return undefined;
    const names = this.yasr.results.getVariables();
    const isNumber = (name) => rows.every((row) => row[name]?.datatype && Number(row[name].value || NaN) >= 0);
    const numbers = names.filter(isNumber);
    const others = names.filter((name) => !numbers.includes(name));
    const label = others.find((name) => rows[0][name]?.type === "literal") ?? others[0];
    return numbers.length && label ? { numbers, label } : undefined;
  }

  canHandleResults() {
    return this.columns() !== undefined;
  }

  draw() {
    const { numbers, label } = this.columns();
    const rows = this.yasr.results.getBindings().slice(0, Chart.most);
    const highest = Math.max(...rows.flatMap((row) => numbers.map((name) => Number(row[name].value)))) || 1;
    const table = document.createElement("table");
    table.className = "chart";
    const head = table.createTHead().insertRow();
    for (const name of [label, ...numbers]) head.append(Chart.header("col", { value: name }));
    const body = table.createTBody();
    for (const row of rows) {
      const line = body.insertRow();
      line.append(Chart.header("row", row[label]));
      for (const name of numbers) line.insertCell().append(...Chart.bar(row[name].value, highest));
    }
    this.yasr.resultsEl.append(table);
  }

  static header(scope, term) {
    const cell = document.createElement("th");
    cell.scope = scope;
    cell.dir = "auto";
    cell.lang = term?.["xml:lang"] ?? "";
    cell.textContent = term?.value ?? "";
    return cell;
  }

  static bar(value, highest) {
    const bar = document.createElement("progress");
    bar.max = highest;
    bar.value = Number(value);
    bar.ariaHidden = "true";
    return [bar, document.createTextNode(value)];
  }
}
