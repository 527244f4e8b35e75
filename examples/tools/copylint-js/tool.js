// A copy linter: typing that should be typography. Every rule says what it finds, why, and what it should be.

const RULES = [
  { code: "typewriter_dots", find: /\.\.\./g, with: "…", message: "Three dots are one sign." },
  { code: "double_space", find: / {2,}/g, with: " ", message: "Two spaces are one too many." },
  { code: "shouting", find: /([!?])\1+/g, with: "$1", message: "One mark is loud enough." },
  { code: "range_dash", find: /(\d)\s?-\s?(?=\d{1,2}(?!\d|-))/g, with: "$1–", message: "From to is a longer dash." },
  { code: "time_space", find: /(\d)(am|pm)\b/g, with: "$1\u00a0$2", message: "Hours stand apart from am and pm." },
  { code: "straight_quote", find: /(\p{L})'(?=\p{L})/gu, with: "$1’", message: "An apostrophe is curved." },
];
const FINDINGS_MAX = 16;

function lint(node) {
  const findings = [];
  for (const { code, find, with: replacement, message } of RULES) {
    for (const match of node.text.matchAll(find)) {
      const [found] = match;
      const repair = { action: "replace_text", find: found, with: found.replace(find, replacement) };
      // Rules that look ahead do not see what they look at in the words that they found.
      if (repair.with === found) repair.with = node.text.slice(match.index).replace(find, replacement).slice(0, replaced(match, replacement));
      findings.push({ code, severity: "warn", message, node: node.id, repair });
    }
  }
  return findings;
}

function replaced(match, replacement) {
  return replacement.replace(/\$(\d)/g, (_, group) => match[group]).length;
}

export const tool = {
  describe() {
    return JSON.stringify({ id: "northlight.copy", ops: [{ kind: "lint", name: "check" }] });
  },
  invoke({ op, input }) {
    if (op !== "check") throw { code: "unknown-op", message: "there is one operation, check" };
    const texts = JSON.parse(input).nodes.filter((node) => node.text);
    return { output: JSON.stringify({ findings: texts.flatMap(lint).slice(0, FINDINGS_MAX) }), blobs: [] };
  },
};
