// A linter for headlines. `maquette tool build`, `check` and `test` are run in this folder.

export const tool = {
  describe() {
    return JSON.stringify({ id: "TOOL_ID", ops: [{ kind: "lint", name: "check" }] });
  },
  invoke({ input }) {
    const design = JSON.parse(input);
    const headlines = design.nodes.filter((node) => node.role === "headline" && [...node.text].length > 40);
    const findings = headlines.map((node) => ({
      code: "long_headline",
      severity: "warn",
      message: "The headline is too long to be read in passing.",
      node: node.id,
      value: [...node.text].length,
      threshold: 40,
    }));
    return { output: JSON.stringify({ findings }), blobs: [] };
  },
};
