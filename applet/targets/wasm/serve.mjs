// The card's WebAssembly module in Node.js: requests from standard input, answers to standard output, a line each.
//
//   node serve.mjs card_wasm.wasm
import { readFileSync, writeSync } from "node:fs";
import { createInterface } from "node:readline";

const [file] = process.argv.slice(2);
if (!file) {
  console.error("usage: node serve.mjs card_wasm.wasm");
  process.exit(2);
}
const { put, take } = new WebAssembly.Instance(new WebAssembly.Module(readFileSync(file))).exports;

// Asks the card one line; returns its answer.
function ask(request) {
  for (const octet of Buffer.from(request + "\n")) put(octet);
  const answer = [];
  for (let octet = take(); octet >= 0; octet = take()) answer.push(octet);
  return Buffer.from(answer);
}

for await (const line of createInterface({ input: process.stdin })) {
  writeSync(1, ask(line));
}
