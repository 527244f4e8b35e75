// A copy linter: typing that should be typography. Every rule says what it finds, what that should be, and why.

const RULES = [
  { code: "typewriter_dots", find: /\.\.\./g, mend: () => "…", message: "Three dots are one sign." },
  { code: "double_space", find: / {2,}/g, mend: () => " ", message: "Two spaces are one too many." },
  { code: "shouting", find: /([!?])\1+/g, mend: ([, mark]) => mark, message: "One mark is loud enough." },
  { code: "range_dash", find: /(\d)\s?-\s?(?=\d{1,2}(?!\d|-))/g, mend: ([, digit]) => `${digit}–`, message: "From to is a longer dash." },
  { code: "time_space", find: /(\d)(am|pm)\b/g, mend: ([, digit, half]) => `${digit}\u00a0${half}`, message: "Hours stand apart from am and pm." },
  { code: "straight_quote", find: /(\p{L})'(?=\p{L})/gu, mend: ([, letter]) => `${letter}’`, message: "An apostrophe is curved." },
];
const FINDINGS_MAX = 16;

function lint({ id, text }) {
  return RULES.flatMap(({ code, find, mend, message }) =>
    [...text.matchAll(find)].map((match) => ({
      code,
      severity: "warn",
      message,
      node: id,
      repair: { action: "replace_text", find: match[0], with: mend(match) },
    })),
  );
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
