// The extension needs no build and no package: it starts `rfid-sim lsp` and carries messages between the server and
// the editor. What the messages mean is the server's.
"use strict";

const vscode = require("vscode");
const { spawn } = require("child_process");
const path = require("path");

const LANGUAGES = ["rfid-sim-trace", "rfid-sim-walk", "rfid-sim-scenario"];
const SELECTOR = [
  ...LANGUAGES.map((language) => ({ language, scheme: "file" })),
  { pattern: "**/*.toml", scheme: "file" },
];

/** Client of the language server: requests with their answers, and notifications. */
class Client {
  constructor(program, onNotification) {
    this.onNotification = onNotification;
    this.asked = 0;
    this.waiting = new Map();
    this.rest = Buffer.alloc(0);
    this.process = spawn(program, ["lsp", "--stdio"], { stdio: ["pipe", "pipe", "inherit"] });
    this.process.on("error", (error) => {
      vscode.window.showErrorMessage(`${program} cannot be started: ${error.message}. The setting rfid-sim.path says where it is.`);
    });
    this.process.on("exit", () => this.waiting.forEach(({ reject }) => reject(new Error("the server has ended"))));
    this.process.stdin.on("error", () => {});
    this.process.stdout.on("data", (octets) => this.take(octets));
  }

  take(octets) {
    this.rest = Buffer.concat([this.rest, octets]);
    for (;;) {
      const end = this.rest.indexOf("\r\n\r\n");
      if (end < 0) return;
      const length = /content-length: *(\d+)/i.exec(this.rest.subarray(0, end).toString("ascii"));
      const from = end + 4;
      const to = from + Number(length ? length[1] : 0);
      if (this.rest.length < to) return;
      const message = JSON.parse(this.rest.subarray(from, to).toString("utf8"));
      this.rest = this.rest.subarray(to);
      this.receive(message);
    }
  }

  receive(message) {
    if (message.method !== undefined) {
      this.onNotification(message, (result) => this.send({ id: message.id, result }));
      return;
    }
    const waits = this.waiting.get(message.id);
    this.waiting.delete(message.id);
    if (!waits) return;
    if (message.error) waits.reject(new Error(message.error.message));
    else waits.resolve(message.result);
  }

  send(message) {
    const text = Buffer.from(JSON.stringify({ jsonrpc: "2.0", ...message }), "utf8");
    this.process.stdin.write(`Content-Length: ${text.length}\r\n\r\n`);
    this.process.stdin.write(text);
  }

  ask(method, params) {
    this.asked += 1;
    const id = this.asked;
    return new Promise((resolve, reject) => {
      this.waiting.set(id, { resolve, reject });
      this.send({ id, method, params });
    });
  }

  tell(method, params) {
    this.send({ method, params });
  }

  async end() {
    await this.ask("shutdown", null).catch(() => {});
    this.tell("exit", null);
  }
}

const range = (of) => new vscode.Range(of.start.line, of.start.character, of.end.line, of.end.character);
const at = (document, position) => ({
  textDocument: { uri: document.uri.toString() },
  position: { line: position.line, character: position.character },
});

/** Returns an edit of the protocol as one of the editor. */
function workspaceEdit(edit) {
  const result = new vscode.WorkspaceEdit();
  for (const [uri, edits] of Object.entries((edit && edit.changes) || {})) {
    for (const one of edits) result.replace(vscode.Uri.parse(uri), range(one.range), one.newText);
  }
  return result;
}

/** Returns the providers that ask the server. */
function providers(client) {
  const kinds = { 3: vscode.CompletionItemKind.Function, 6: vscode.CompletionItemKind.Variable, 12: vscode.CompletionItemKind.Value };
  return [
    vscode.languages.registerHoverProvider(SELECTOR, {
      provideHover: async (document, position) => {
        const hover = await client().ask("textDocument/hover", at(document, position));
        return hover && new vscode.Hover(new vscode.MarkdownString(hover.contents.value), range(hover.range));
      },
    }),
    vscode.languages.registerCompletionItemProvider(
      SELECTOR,
      {
        provideCompletionItems: async (document, position) => {
          const items = await client().ask("textDocument/completion", at(document, position));
          return (items || []).map((item) => {
            const found = new vscode.CompletionItem(item.label, kinds[item.kind] || vscode.CompletionItemKind.Keyword);
            found.detail = item.detail;
            return found;
          });
        },
      },
      "{", " ", ">",
    ),
    vscode.languages.registerDefinitionProvider(SELECTOR, {
      provideDefinition: async (document, position) => {
        const place = await client().ask("textDocument/definition", at(document, position));
        return place && new vscode.Location(vscode.Uri.parse(place.uri), range(place.range));
      },
    }),
    vscode.languages.registerRenameProvider(SELECTOR, {
      prepareRename: async (document, position) => {
        const place = await client().ask("textDocument/prepareRename", at(document, position));
        if (!place) throw new Error("nothing that has a name stands here");
        return range(place);
      },
      provideRenameEdits: async (document, position, newName) =>
        workspaceEdit(await client().ask("textDocument/rename", { ...at(document, position), newName })),
    }),
    vscode.languages.registerDocumentFormattingEditProvider(SELECTOR, {
      provideDocumentFormattingEdits: async (document) => {
        const edits = await client().ask("textDocument/formatting", { textDocument: { uri: document.uri.toString() } });
        return (edits || []).map((edit) => vscode.TextEdit.replace(range(edit.range), edit.newText));
      },
    }),
    vscode.languages.registerCodeLensProvider(SELECTOR, {
      provideCodeLenses: async (document) => {
        const lenses = await client().ask("textDocument/codeLens", { textDocument: { uri: document.uri.toString() } });
        return (lenses || []).map((lens) => new vscode.CodeLens(range(lens.range), lens.command));
      },
    }),
    ...["rfid-sim.run", "rfid-sim.bless"].map((command) =>
      vscode.commands.registerCommand(command, (uri) =>
        client().ask("workspace/executeCommand", { command, arguments: [uri] }).catch((error) => {
          vscode.window.showErrorMessage(error.message);
        }),
      ),
    ),
  ];
}

function activate(context) {
  const mistakes = vscode.languages.createDiagnosticCollection("rfid-sim");
  let client;
  const isOurs = (document) =>
    document.uri.scheme === "file" && (LANGUAGES.includes(document.languageId) || path.extname(document.fileName) === ".toml");
  const notified = async (message, answer) => {
    const { method, params } = message;
    if (method === "textDocument/publishDiagnostics") {
      const found = params.diagnostics.map((one) => {
        const mistake = new vscode.Diagnostic(range(one.range), one.message, one.severity - 1);
        mistake.source = one.source;
        return mistake;
      });
      mistakes.set(vscode.Uri.parse(params.uri), found);
    } else if (method === "window/showMessage") {
      const show = params.type === 1 ? vscode.window.showErrorMessage : vscode.window.showInformationMessage;
      show(params.message);
    } else if (method === "workspace/applyEdit") {
      answer({ applied: await vscode.workspace.applyEdit(workspaceEdit(params.edit)) });
    }
  };
  const open = (document) => {
    if (!isOurs(document)) return;
    const { uri, languageId, version } = document;
    client.tell("textDocument/didOpen", { textDocument: { uri: uri.toString(), languageId, version, text: document.getText() } });
  };
  const start = () => {
    client = new Client(vscode.workspace.getConfiguration("rfid-sim").get("path"), notified);
    client.ask("initialize", { processId: process.pid, capabilities: {} }).then(() => {
      client.tell("initialized", {});
      vscode.workspace.textDocuments.forEach(open);
    }, () => {});
  };
  start();
  context.subscriptions.push(
    mistakes,
    ...providers(() => client),
    vscode.workspace.onDidOpenTextDocument(open),
    vscode.workspace.onDidCloseTextDocument((document) => {
      if (isOurs(document)) client.tell("textDocument/didClose", { textDocument: { uri: document.uri.toString() } });
    }),
    vscode.workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
      if (!isOurs(document) || contentChanges.length === 0) return;
      client.tell("textDocument/didChange", {
        textDocument: { uri: document.uri.toString(), version: document.version },
        contentChanges: contentChanges.map((change) => ({ range: change.range, text: change.text })),
      });
    }),
    vscode.commands.registerCommand("rfid-sim.restart", async () => {
      await client.end();
      start();
    }),
    { dispose: () => client.end() },
  );
}

module.exports = { activate };
