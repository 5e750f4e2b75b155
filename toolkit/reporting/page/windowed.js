"use strict";
// A table of any size of which only what can be seen is in the page.

/**
 * `options`: columns (words), rowCount, rowWords(row), cell(row, column) -> element or null,
 * width and height of a cell, labelWidth (0: labels stand above their rows), id, label.
 */
class Windowed {
  constructor(options) {
    this.o = options;
    this.nodes = new Map();
    this.labels = new Map();
    this.heads = new Map();
    this.above = options.labelWidth ? 0 : 24;
    this.headHeight = 30;
    this.rowHeight = options.height + this.above;
    const width = options.labelWidth + options.columns.length * options.width;
    this.head = el("div", { class: "wheads", style: { width: `${width}px`, height: `${this.headHeight}px` } });
    this.side = el("div", { class: "wlabels" });
    this.body = el("div", { class: "wcells", style: { width: `${width}px`, height: `${options.rowCount * this.rowHeight}px` } }, this.side);
    this.box = el("div", { class: "windowed", id: options.id, role: "group", "aria-label": options.label, tabindex: "0", scroll: () => this.soon(), keydown: (event) => this.key(event) }, this.head, this.body);
    this.at = [0, 0];
    new ResizeObserver(() => this.soon()).observe(this.box);
  }

  soon() {
    if (this.waiting) return;
    this.waiting = true;
    requestAnimationFrame(() => { this.waiting = false; this.draw(); });
  }

  seen() {
    const { width, labelWidth, columns, rowCount } = this.o, box = this.box;
    const top = Math.max(0, Math.floor((box.scrollTop - this.headHeight) / this.rowHeight) - 2);
    const bottom = Math.min(rowCount, Math.ceil((box.scrollTop + box.clientHeight) / this.rowHeight) + 2);
    const left = Math.max(0, Math.floor((box.scrollLeft - labelWidth) / width) - 1);
    const right = Math.min(columns.length, Math.ceil((box.scrollLeft + box.clientWidth - labelWidth) / width) + 1);
    return { top, bottom, left, right };
  }

  draw() {
    const { width, height, labelWidth, columns } = this.o;
    const { top, bottom, left, right } = this.seen();
    const cells = new Set();
    for (let row = top; row < bottom; row++) {
      for (let column = left; column < right; column++) {
        const key = `${row},${column}`;
        cells.add(key);
        if (this.nodes.has(key)) continue;
        const node = this.o.cell(row, column);
        if (node) {
          Object.assign(node.style, { left: `${labelWidth + column * width}px`, top: `${row * this.rowHeight + this.above}px`, width: `${width - 4}px`, height: `${height - 4}px` });
          node.tabIndex = row === this.at[0] && column === this.at[1] ? 0 : -1;
          node.dataset.at = key;
          this.body.append(node);
        }
        this.nodes.set(key, node);
      }
    }
    this.forget(this.nodes, (key) => cells.has(key));
    for (let row = top; row < bottom; row++) {
      if (this.labels.has(row)) continue;
      const words = this.o.rowWords(row);
      const label = el("div", { class: labelWidth ? "wlabel" : "wlabel above", title: words, style: { top: `${row * this.rowHeight}px`, height: `${(labelWidth ? height : this.above) - 4}px`, width: labelWidth ? `${labelWidth - 8}px` : "" } }, el("span", {}, words));
      this.side.append(label);
      this.labels.set(row, label);
    }
    this.forget(this.labels, (row) => row >= top && row < bottom);
    for (let column = left; column < right; column++) {
      if (this.heads.has(column)) continue;
      const head = el("div", { class: "whead", title: columns[column], style: { left: `${labelWidth + column * width}px`, width: `${width - 4}px` } }, columns[column]);
      this.head.append(head);
      this.heads.set(column, head);
    }
    this.forget(this.heads, (column) => column >= left && column < right);
  }

  forget(kept, seen) {
    for (const [key, node] of kept) {
      if (seen(key) || (node && node === document.activeElement)) continue;
      node?.remove();
      kept.delete(key);
    }
  }

  /** Arrow keys go from cell to cell, over empty ones; Home and End to a row's first and last. */
  key(event) {
    const steps = { ArrowRight: [0, 1], ArrowLeft: [0, -1], ArrowDown: [1, 0], ArrowUp: [-1, 0] };
    const inside = event.target !== this.box;
    if (!inside && event.key === "Enter") { this.go(...this.at) || this.walk([0, 1]); event.preventDefault(); return; }
    if (!inside || event.ctrlKey || event.metaKey || event.altKey) return;
    this.at = event.target.dataset.at.split(",").map(Number);
    if (steps[event.key]) { this.walk(steps[event.key]); event.preventDefault(); }
  }

  walk([down, right]) {
    let [row, column] = this.at;
    for (let tries = 0; tries < 20000; tries++) {
      row += down; column += right;
      if (right && column >= this.o.columns.length) { column = 0; row += 1; }
      if (right && column < 0) { column = this.o.columns.length - 1; row -= 1; }
      if (row < 0 || row >= this.o.rowCount) return false;
      if (this.o.filled(row, column)) return this.go(row, column);
    }
    return false;
  }

  go(row, column) {
    if (!this.o.filled(row, column)) return false;
    this.at = [row, column];
    const { width, labelWidth } = this.o, box = this.box;
    const top = row * this.rowHeight, left = column * width;
    if (top < box.scrollTop) box.scrollTop = top;
    const bottom = top + this.rowHeight + this.headHeight - box.clientHeight;
    if (bottom > box.scrollTop) box.scrollTop = bottom;
    if (left < box.scrollLeft) box.scrollLeft = left;
    const end = left + width + labelWidth - box.clientWidth;
    if (end > box.scrollLeft) box.scrollLeft = end;
    this.draw();
    this.nodes.get(`${row},${column}`)?.focus({ preventScroll: true });
    return true;
  }
}
