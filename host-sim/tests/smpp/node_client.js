// Sends texts to the SMS centre of a world by npm's `smpp`, and counts what comes back.
//
//     node node_client.js PORT COUNT PEOPLE [BREAKS]
//
// The connection is broken off so many times in the middle, without a word. Prints one line of JSON, as smpplib_client.py.

const smpp = require('smpp');

const [port, count, people, breaks = 0] = process.argv.slice(2).map(Number);
const WINDOW = 30;
const accepted = {}, receipts = {}, unanswered = [];
// Accepted texts whose receipt has not come.
const awaited = new Set();
let place = 0, left = breaks, session, pending;

function connect() {
    const own = session = smpp.connect({ url: `smpp://127.0.0.1:${port}`, auto_enquire_link_period: 5000 });
    const waiting = pending = new Map();
    own.on('error', (error) => { if (own === session) throw error; });
    own.on('deliver_sm', (pdu) => {
        own.send(pdu.response());
        const text = pdu.short_message.message.toString();
        if (!(pdu.esm_class & 0x04) || !text.includes('stat:DELIVRD')) throw new Error(text);
        receipts[pdu.receipted_message_id] = (receipts[pdu.receipted_message_id] || 0) + 1;
        awaited.delete(pdu.receipted_message_id);
        finishIfDone();
    });
    own.bind_transceiver({ system_id: 'bank', password: 'secret' }, (pdu) => {
        if (pdu.command_status !== 0) throw new Error(`bind: ${pdu.command_status}`);
        fill(own, waiting);
    });
}

function fill(own, waiting) {
    while (own === session && place < count && waiting.size < WINDOW) {
        if (left > 0 && place >= count * (breaks - left + 1) / (breaks + 1)) {
            left -= 1;
            // What was sent and not answered may have been accepted or not.
            unanswered.push(...waiting.values());
            session = null;
            own.destroy();
            return connect();
        }
        const text = `text ${place}`, to = String(13800000001 + place % people);
        place += 1;
        waiting.set(text, text);
        const submit = { source_addr: '10659999', destination_addr: to, short_message: text, registered_delivery: 1 };
        own.submit_sm(submit, (pdu) => {
            if (own !== session) return;
            if (pdu.command_status !== 0) throw new Error(`submit_sm: ${pdu.command_status}`);
            waiting.delete(text);
            accepted[text] = pdu.message_id;
            if (!receipts[pdu.message_id]) awaited.add(pdu.message_id);
            fill(own, waiting);
            finishIfDone();
        });
    }
}

function finishIfDone() {
    if (!session || place < count || pending.size > 0 || awaited.size > 0) return;
    const own = session;
    session = null;
    own.unbind(() => own.close());
    console.log(JSON.stringify({ accepted, unanswered, receipts }));
}

connect();
