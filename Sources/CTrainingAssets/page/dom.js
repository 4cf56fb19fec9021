"use strict";
// Small helpers. Text goes into the page as text only, never as markup.

const byId = (id) => document.getElementById(id);

/** An element with attributes and children; what is null or false is left out. */
function el(name, attributes, ...children) {
  const element = document.createElement(name);
  fill(element, attributes, children);
  return element;
}

/** The same for pictures. */
function svg(name, attributes, ...children) {
  const element = document.createElementNS("http://www.w3.org/2000/svg", name);
  fill(element, attributes, children);
  return element;
}

function fill(element, attributes, children) {
  for (const [key, value] of Object.entries(attributes || {})) {
    if (value === null || value === undefined || value === false) continue;
    if (key === "on") for (const [event, handler] of Object.entries(value)) element.addEventListener(event, handler);
    else if (key === "width%") element.style.width = value + "%";
    else element.setAttribute(key, value === true ? "" : value);
  }
  element.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false));
}

/** Puts children in place of those that are there. Whoever had the focus keeps it, if it is still there. */
function replace(element, ...children) {
  const focused = element.contains(document.activeElement) ? document.activeElement.dataset.key : null;
  element.replaceChildren(...children.flat().filter((child) => child !== null && child !== false));
  if (focused) element.querySelector(`[data-key="${CSS.escape(focused)}"]`)?.focus();
}

/** A table: columns are [heading, isNumber], cells are texts or elements; the first of a row is its heading. */
function table(caption, columns, rows, name = "") {
  const head = columns.map(([title, isNumber]) => el("th", { scope: "col", class: isNumber ? "number" : null }, title));
  const body = rows.map((row) => el("tr", {}, row.map((cell, place) => place === 0
    ? el("th", { scope: "row" }, cell)
    : el("td", { class: columns[place][1] ? "number" : null, "data-name": columns[place][0] }, cell))));
  return el("table", { class: name || null }, el("caption", {}, caption), el("thead", {}, el("tr", {}, head)), el("tbody", {}, body));
}

const grouped = (number) => Math.round(number).toLocaleString("en-US");
const percent = (part, whole) => whole > 0 ? Math.round((100 * part) / whole) + " %" : "–";
const count = (number, one, many) => `${grouped(number)} ${number === 1 ? one : many}`;

/** Money in at most four digits, with its sign if it is a change. */
function money(amount, currency, isChange = false) {
  const size = Math.abs(amount);
  const text = size >= 1e6 ? (size / 1e6).toFixed(2) + " M" : size >= 1e4 ? (size / 1e3).toFixed(1) + " k" : grouped(size);
  const sign = amount < 0 ? "−" : isChange && amount > 0 ? "+" : "";
  return `${sign}${text} ${currency}`;
}

const sentence = (text) => text.charAt(0).toUpperCase() + text.slice(1);
