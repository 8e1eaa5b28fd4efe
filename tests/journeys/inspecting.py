"""What every page is held to, whatever it shows: axe, room for a finger, no sideways scrolling, nothing foreign."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Final

import axe_playwright_python  # type: ignore[import-untyped]  # it brings no types
from playwright.sync_api import Page

AXE: Final = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text(encoding="utf-8")
LEAST, LEAST_IN_THE_FIELD = 24, 44

# A target inside a sentence is as high as its line; one spread over its row is as high as the row.
_TARGETS = """(inMain) => {
  const seen = (node) => {
    const box = node.getBoundingClientRect(), style = getComputedStyle(node);
    return box.width > 1 && box.height > 1 && style.visibility !== 'hidden' && box.bottom > 0 && box.right > 0;
  };
  const inSentence = (node) => getComputedStyle(node).display === 'inline' &&
    [...node.parentElement.childNodes].some((other) => other !== node && other.textContent.trim().length > 1);
  const small = [];
  for (const node of document.querySelectorAll('a[href], button, input:not([type=hidden]), select, textarea, summary')) {
    if (node.disabled || node.matches('.skip') || !seen(node) || (node.matches('a') && inSentence(node))) continue;
    const spread = getComputedStyle(node, '::after').position === 'absolute' ? node.offsetParent : node;
    let box = spread.getBoundingClientRect(), height = box.height, width = box.width;
    for (const label of node.labels || []) {
      if (!['radio', 'checkbox'].includes(node.type)) continue;
      const other = label.getBoundingClientRect();
      height = Math.max(height, other.height); width = Math.max(width, other.width);
    }
    const least = node.closest('main') ? inMain : 24;
    if (height < least - 0.5 || width < 23.5)
      small.push(`${node.tagName.toLowerCase()} '${(node.innerText || node.name || '').trim().slice(0, 40)}' ` +
        `${Math.round(width)}x${Math.round(height)}`);
  }
  return small;
}"""
_SIDEWAYS = """() => {
  const width = document.documentElement.clientWidth;
  if (document.documentElement.scrollWidth <= width) return [];
  return [...document.querySelectorAll('main *, header *, footer *')]
    .filter((node) => node.getBoundingClientRect().right > width + 1)
    .slice(0, 4)
    .map((node) => `${node.tagName.toLowerCase()}.${node.className} to ${Math.round(node.getBoundingClientRect().right)}`);
}"""
_IS_FIELD = "() => !!document.querySelector('body.field-page')"


def axe(page: Page, rules: list[str] | None = None) -> list[str]:
    """What axe finds wrong, one line a finding: rule, how bad, where; only some rules when named."""
    options: dict[str, Any] = {"resultTypes": ["violations"]}
    if rules:
        options["runOnly"] = {"type": "rule", "values": rules}
    if not page.evaluate("() => 'axe' in window"):
        page.evaluate(AXE)
    found = page.evaluate(f"() => axe.run({json.dumps(options)})")
    lines = []
    for one in found["violations"]:
        for node in one["nodes"]:
            where = " ".join(str(part) for part in node["target"])
            why = "; ".join(check["message"] for check in [*node["any"], *node["all"], *node["none"]])
            lines.append(f"axe {one['id']} ({one['impact']}) at {where}: {why}")
    return lines


def small_targets(page: Page) -> list[str]:
    """Targets too small for a finger: 24 pixels everywhere, 44 high in the body of the pages used outdoors."""
    least = LEAST_IN_THE_FIELD if page.evaluate(_IS_FIELD) else LEAST
    return [f"smaller than {least} pixels: {line}" for line in page.evaluate(_TARGETS, least)]


def sideways(page: Page) -> list[str]:
    """What makes the page wider than its window."""
    return [f"scrolls sideways: {line}" for line in page.evaluate(_SIDEWAYS)]
