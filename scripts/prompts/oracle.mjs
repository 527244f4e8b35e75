// Fills prompt files in with the format's reference implementation, for comparing with ours.
//
// Reads lines of {file, partials, variables} from stdin and writes lines of {schema, output, messages} or {error} to stdout.
import { createInterface } from 'node:readline';

const { Dotprompt } = await import(process.argv[2]);

// Ours besides the format's own: what came from outside, as JSON between two tags.
const data = (name, value) =>
  `<data name="${name}">${sorted(value).replaceAll('<', '\\u003c').replaceAll('>', '\\u003e')}</data>`;

function sorted(value) {
  if (Array.isArray(value)) return `[${value.map(sorted).join(',')}]`;
  if (value && typeof value === 'object') {
    return `{${Object.keys(value).sort().map((key) => `${JSON.stringify(key)}:${sorted(value[key])}`).join(',')}}`;
  }
  return JSON.stringify(value);
}

for await (const line of createInterface({ input: process.stdin })) {
  const { file, partials, variables } = JSON.parse(line);
  try {
    const engine = new Dotprompt({ partials, helpers: { data } });
    const parsed = engine.parse(file);
    const meta = await engine.renderMetadata(parsed);
    // The reference does not apply its own defaults when it renders.
    const input = { ...(parsed.input?.default ?? {}), ...variables };
    const rendered = await engine.render(file, { input });
    const messages = rendered.messages.map(({ role, content }) => ({
      role,
      text: content.map((part) => part.text ?? (part.media ? `[${part.media.url}]` : `[${part.metadata?.purpose}]`)).join(''),
    }));
    console.log(JSON.stringify({ schema: meta.input?.schema ?? null, output: meta.output?.schema ?? null, messages }));
  } catch (error) {
    console.log(JSON.stringify({ error: String(error) }));
  }
}
