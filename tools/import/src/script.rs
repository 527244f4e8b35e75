//! Modules of JavaScript and TypeScript: their literal constants, read and never run.

use std::collections::BTreeMap;

use crate::literal::{Malformed, Node, Reader, What};

/// Most statements of one file.
const STATEMENTS_MAX: usize = 50_000;
/// Most fields of an object that a name is looked up in.
const FIELDS_MAX: usize = 500;
/// Most names that lead from one to the next.
const STEPS_MAX: usize = 16;

/// Functions that only hand back the object that they are given.
const WRAPPERS: [&str; 8] = [
    "defineConfig",
    "Object.freeze",
    "createTheme",
    "extendTheme",
    "defineTheme",
    "defineTokens",
    "createGlobalTheme",
    "deepFreeze",
];

/// What a module says.
#[derive(Debug, Default)]
pub(crate) struct Module {
    /// What it hands out by name, in its order.
    pub(crate) exports: Vec<(String, Node)>,
    /// What it is as a whole: `module.exports = …`, `export default …`.
    pub(crate) whole: Option<Node>,
    /// All constants by name.
    constants: BTreeMap<String, Node>,
}

impl Module {
    /// What a name stands for, followed through other names; itself when that is unknown.
    pub(crate) fn resolve<'a>(&'a self, node: &'a Node) -> &'a Node {
        let mut at = node;
        for _ in 0..STEPS_MAX {
            let What::Name(name) = &at.what else { return at };
            let mut parts = name.split('.');
            let Some(mut next) = parts.next().and_then(|first| self.constants.get(first)) else { return at };
            for part in parts {
                match (next.fields().len() <= FIELDS_MAX).then(|| next.get(part)).flatten() {
                    Some(field) => next = field,
                    None => return at,
                }
            }
            at = next;
        }
        at
    }

    /// The constants when nothing is handed out.
    pub(crate) fn constants(&self) -> impl Iterator<Item = (&String, &Node)> {
        self.constants.iter()
    }
}

/// Reads a module.
pub(crate) fn read(text: &str) -> Result<Module, Malformed> {
    let mut reader = Reader::new(text);
    let mut module = Module::default();
    for _ in 0..STATEMENTS_MAX {
        reader.skip_space();
        if reader.peek().is_none() {
            return Ok(module);
        }
        if !statement(&mut reader, &mut module)? {
            skip_statement(&mut reader);
        }
    }
    Err(reader.malformed(format!("more than {STATEMENTS_MAX} statements")))
}

/// Reads one statement; `false` when it is of no kind that is known, with the reader somewhere inside it.
fn statement(reader: &mut Reader<'_>, module: &mut Module) -> Result<bool, Malformed> {
    let mut word = reader.name();
    let mut exported = false;
    if word == "export" {
        exported = true;
        reader.skip_space();
        word = reader.name();
        if word == "default" {
            reader.skip_space();
            let node = expression(reader)?;
            module.whole = Some(node);
            return Ok(true);
        }
    }
    if matches!(word, "const" | "let" | "var") {
        return constant(reader, module, exported);
    }
    if !matches!(word, "module" | "exports") {
        return Ok(false);
    }
    let mut path = vec![word];
    while reader.eat(".") {
        path.push(reader.name());
    }
    reader.skip_space();
    if reader.rest().starts_with("==") || !reader.eat("=") {
        return Ok(false);
    }
    reader.skip_space();
    // `exports.a = exports.b = void 0` hands out nothing yet.
    let node = expression(reader)?;
    match path[..] {
        ["module", "exports"] => module.whole = Some(node),
        ["module", "exports", name] | ["exports", name] => {
            if name == "default" {
                module.whole = Some(node);
            } else {
                module.exports.push((name.to_owned(), node));
            }
        }
        _ => return Ok(false),
    }
    Ok(true)
}

fn constant(reader: &mut Reader<'_>, module: &mut Module, exported: bool) -> Result<bool, Malformed> {
    reader.skip_space();
    let name = reader.name().to_owned();
    reader.skip_space();
    if reader.eat(":") {
        // A type, up to the value.
        let rest = reader.rest();
        let end = rest.find(['=', ';', '\n']).unwrap_or(rest.len());
        if !reader.eat(&rest[..end]) {
            return Ok(false);
        }
    }
    if name.is_empty() || !reader.eat("=") {
        return Ok(false);
    }
    reader.skip_space();
    let node = expression(reader)?;
    if exported {
        module.exports.push((name.clone(), node.clone()));
    }
    module.constants.insert(name, node);
    Ok(true)
}

/// A value up to its end; a function that hands back its argument is looked through.
fn expression(reader: &mut Reader<'_>) -> Result<Node, Malformed> {
    let wrapped = WRAPPERS
        .iter()
        .any(|wrapper| reader.rest().strip_prefix(wrapper).is_some_and(|rest| rest.trim_start().starts_with('(')));
    if wrapped {
        let to = reader.rest().find('(').map_or("", |at| &reader.rest()[..=at]);
        reader.eat(to);
        reader.skip_space();
    }
    // What cannot be read as a value is computed, unless it looked like one.
    let literal = matches!(reader.peek(), Some('{' | '[' | '"' | '\'' | '`'));
    let line = reader.line();
    let node = match reader.value(0) {
        Ok(node) => node,
        Err(error) if literal => return Err(error),
        Err(_) => Node { line, what: What::Computed },
    };
    if wrapped {
        reader.skip_space();
        reader.eat(")");
    }
    // More constants of the same statement are left out.
    if reader.peek() == Some(',') {
        skip_statement(reader);
    }
    reader.skip_space();
    reader.eat(";");
    Ok(node)
}

/// Skips to the end of a statement: a `;`, a closing brace, or the end of a line outside of brackets.
fn skip_statement(reader: &mut Reader<'_>) {
    let mut open = 0usize;
    while let Some(c) = reader.peek() {
        match c {
            '"' | '\'' | '`' => {
                skip_string(reader, c);
                continue;
            }
            '/' if reader.rest().starts_with("//") || reader.rest().starts_with("/*") => {
                reader.skip_space();
                continue;
            }
            '(' | '[' | '{' => open += 1,
            ')' | ']' | '}' => {
                open = open.saturating_sub(1);
                if open == 0 && c == '}' {
                    reader.bump();
                    return;
                }
            }
            ';' | '\n' if open == 0 => {
                reader.bump();
                return;
            }
            _ => {}
        }
        reader.bump();
    }
}

fn skip_string(reader: &mut Reader<'_>, quote: char) {
    reader.bump();
    while let Some(c) = reader.bump() {
        match c {
            '\\' => {
                reader.bump();
            }
            '\n' if quote != '`' => return,
            c if c == quote => return,
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn constants_are_read_and_programs_are_not_run() {
        let text = "// made\nimport x from 'y';\nconst white = '#ffffff';\nexport const background = white;\n\
                    export const hover: string = 'rgba(1, 2, 3, 0.5)';\nexport const made = mix(white, 0.5);\n\
                    export function f() { return { a: 1 }; }\nexports.blue = \"#00f\";\nexport const last = 3 // end";
        let module = read(text).unwrap();
        let names: Vec<&str> = module.exports.iter().map(|(name, _)| name.as_str()).collect();
        assert_eq!(names, ["background", "hover", "made", "blue", "last"]);
        assert_eq!(module.resolve(&module.exports[0].1).text(), Some("#ffffff"));
        assert_eq!(module.exports[2].1.what, What::Computed);
        assert_eq!(module.exports[2].1.line, 6);
    }

    #[test]
    fn a_whole_object_is_read_with_what_is_computed_in_it() {
        let text = "/** @type {import('tailwindcss').Config} */\nmodule.exports = {\n  content: ['./a/**/*.{js,ts}'],\n\
                    \x20 theme: { extend: { colors: { brand: '#f00', 'x-y': \"#0f0\", shades: { 50: `#eee`, }, ...more, f: \
                    ({ opacity }) => opacity, g: require('x').y, [z]: 1, h() { return 1 } } } },\n  plugins: [require('p')],\n}";
        let module = read(text).unwrap();
        let colors = module.whole.as_ref().unwrap().get("theme").unwrap().get("extend").unwrap().get("colors").unwrap();
        assert_eq!(colors.get("brand").unwrap().text(), Some("#f00"));
        assert_eq!(colors.get("shades").unwrap().get("50").unwrap().text(), Some("#eee"));
        for computed in ["f", "g", "h", "…"] {
            assert_eq!(colors.get(computed).unwrap().what, What::Computed, "{computed}");
        }
        assert_eq!(colors.get("g").unwrap().line, 4);
        let typed = "import type { Config } from 'tailwindcss'\nexport default {\n theme: {} } satisfies Config";
        assert!(read(typed).unwrap().whole.unwrap().is_map());
        assert!(read("export default defineConfig({ a: 1 });").unwrap().whole.unwrap().is_map());
    }

    proptest! {
        #[test]
        fn no_text_can_make_it_panic(text in "[a-z={}\\[\\](),;:.'\"`/* \\n\\\\0-9$-]{0,80}") {
            let _ = read(&text);
            let _ = read(&format!("module.exports = {text}"));
            let _ = crate::literal::read_whole(&text);
        }
    }
}
