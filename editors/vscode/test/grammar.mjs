// The grammars in vscode-textmate, the library that colours texts in VS Code: lines with the scopes that their pieces
// must have, and every trace and walk of a folder, which must be coloured without an error.
//
//   npm install --no-save vscode-textmate@9 vscode-oniguruma@2 && node test/grammar.mjs ../../apdu-traces
import { readFileSync, readdirSync } from "node:fs";
import { createRequire } from "node:module";
import { join, extname } from "node:path";

const require = createRequire(join(process.cwd(), "test", "grammar.mjs"));
const textmate = require("vscode-textmate");
const oniguruma = require("vscode-oniguruma");

const wasm = readFileSync(require.resolve("vscode-oniguruma/release/onig.wasm"));
await oniguruma.loadWASM(wasm.buffer.slice(wasm.byteOffset, wasm.byteOffset + wasm.byteLength));
const files = { "source.rfid-sim.trace": "syntaxes/trace.tmLanguage.json", "source.rfid-sim.walk": "syntaxes/walk.tmLanguage.json" };
const registry = new textmate.Registry({
  onigLib: Promise.resolve({
    createOnigScanner: (patterns) => new oniguruma.OnigScanner(patterns),
    createOnigString: (text) => new oniguruma.OnigString(text),
  }),
  loadGrammar: async (scope) => textmate.parseRawGrammar(readFileSync(files[scope], "utf8"), files[scope]),
});

// Line, piece, last scope of the piece; `null` where it has none of its own.
const TRACE = [
  ["> 00A40400 Lc D156 {1.00 yuan} {mac1}  # SELECT", ">", "keyword.operator.command"],
  ["> 00A40400 Lc D156 {1.00 yuan} {mac1}  # SELECT", "00A40400", "constant.numeric.hex"],
  ["> 00A40400 Lc D156 {1.00 yuan} {mac1}  # SELECT", "Lc", "keyword.other.length"],
  ["> 00A40400 Lc D156 {1.00 yuan} {mac1}  # SELECT", "1.00 yuan", "constant.numeric.amount"],
  ["> 00A40400 Lc D156 {1.00 yuan} {mac1}  # SELECT", "mac1", "variable.other"],
  ["> 00A40400 Lc D156 {1.00 yuan} {mac1}  # SELECT", "# SELECT", "comment.line.number-sign"],
  ["  < tac:4 .. 63C? no answer", "tac", "variable.other.capture"],
  ["  < tac:4 .. 63C? no answer", "4", "constant.numeric.length"],
  ["  < tac:4 .. 63C? no answer", "..", "keyword.operator.wildcard"],
  ["cases what a purchase takes  # title", "cases", "keyword.control"],
  ["cases what a purchase takes  # title", " what a purchase takes  ", "entity.name.section"],
  ["  | 1.00 yuan | OverLimit |", "|", "punctuation.separator.table"],
  ["procedure top-up amount", "top-up", "entity.name.function"],
  ["  call top-up 1.00 yuan", "call", "keyword.control"],
  ["repeat 3", "repeat", "keyword.control"],
  ["end", "end", "keyword.control"],
  ["mac1 = purchase MAC1 of 1.00 yuan", "mac1", "variable.other.assignment"],
  ["mac1 = purchase MAC1 of 1.00 yuan", "MAC1", "support.constant"],
  ["card balance 5.00 yuan, suspended", "card", "keyword.other"],
  ["card balance 5.00 yuan, suspended", "suspended", "constant.language.state"],
  ["profile \"a#b.toml\"", "\"a#b.toml\"", "string.quoted.double"],
  ["wait 30 s", "30 s", "constant.numeric.duration"],
];
const WALK = [
  ["choose  我的钱包 > 钱包暂停", "choose", "keyword.other"],
  ["choose  我的钱包 > 钱包暂停", ">", "keyword.operator.path"],
  ["expect  screen \"余额{amount}元\"", "amount", "variable.other"],
  ["expect  screen matching /^a\\/b$/, idle", "/^a\\/b$/", "string.regexp"],
  ["tap     purchase 1.00 yuan -> refused: suspended", "->", "keyword.operator.ending"],
  ["tap     purchase 1.00 yuan -> refused: suspended", "refused", "constant.language.ending"],
  ["repeat next message", "repeat", "keyword.other"],
  ["repeat  3", "repeat", "keyword.control"],
];

let wrong = 0;
for (const [scope, cases] of [["source.rfid-sim.trace", TRACE], ["source.rfid-sim.walk", WALK]]) {
  const grammar = await registry.loadGrammar(scope);
  for (const [line, piece, wanted] of cases) {
    const { tokens } = grammar.tokenizeLine(line, textmate.INITIAL);
    const token = tokens.find(({ startIndex, endIndex }) => line.slice(startIndex, endIndex) === piece);
    const found = token && token.scopes[token.scopes.length - 1];
    if (found !== `${wanted}.rfid-sim`) {
      wrong += 1;
      console.error(`${line}\n  "${piece}" is ${found}, and not ${wanted}.rfid-sim`);
    }
  }
}

let lines = 0;
function* walk(folder) {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) yield* walk(path);
    else if ([".trace", ".walk", ".inc"].includes(extname(path))) yield path;
  }
}
for (const path of walk(process.argv[2])) {
  const grammar = await registry.loadGrammar(path.includes("walk") ? "source.rfid-sim.walk" : "source.rfid-sim.trace");
  let state = textmate.INITIAL;
  for (const line of readFileSync(path, "utf8").split("\n")) {
    const { tokens, ruleStack, stoppedEarly } = grammar.tokenizeLine(line, state);
    const isComment = /^\s*#/.test(line);
    const first = tokens.find(({ startIndex, endIndex }) => line.slice(startIndex, endIndex).trim() !== "");
    const scopes = first ? first.scopes : [];
    // Every line of our own texts begins with something that the grammar knows, unless it goes on from the line before.
    if (stoppedEarly || (isComment && !scopes.some((scope) => scope.startsWith("comment."))) ) {
      wrong += 1;
      console.error(`${path}: ${line}`);
    }
    state = ruleStack;
    lines += 1;
  }
}
console.log(`${TRACE.length + WALK.length} pieces, ${lines} lines, ${wrong} wrong`);
process.exit(wrong === 0 ? 0 : 1);
