-- Names the wallet's commands (JR/T 0025, 电子钱包) and its own status words, which Wireshark shows as numbers.
--
--   tshark -X lua_script:docs/wireshark/rfid-sim.lua -r session.pcapng
--
-- or put the file into Wireshark's folder of Lua plugins. The fields rfid_sim.instruction and rfid_sim.status can be
-- filtered by. The names are those of `rfid-sim explain`; a test of the project compares them.

local wallet = Proto("rfid_sim", "RFID-SIM wallet")
local instruction = ProtoField.string("rfid_sim.instruction", "Instruction")
local status = ProtoField.string("rfid_sim.status", "Status")
wallet.fields = { instruction, status }

-- CLA INS P1 P2, or CLA INS P1 where P2 carries a value.
local instructions = {
    ["80500002"] = "INITIALIZE FOR LOAD",
    ["80500102"] = "INITIALIZE FOR PURCHASE",
    ["80500502"] = "INITIALIZE FOR UNLOAD",
    ["80520000"] = "CREDIT FOR LOAD",
    ["80540100"] = "DEBIT FOR PURCHASE",
    ["80540300"] = "DEBIT FOR UNLOAD",
    ["805A00"] = "GET TRANSACTION PROVE",
    ["805C0002"] = "GET BALANCE",
    ["805E0000"] = "RELOAD PIN",
    ["805E0100"] = "PIN CHANGE",
    ["80CADF20"] = "GET DATA, single-transaction limit",
    ["80CADF21"] = "GET DATA, operation PIN switch",
    ["80CADF22"] = "GET DATA, distance calibration",
    ["80CADF23"] = "GET DATA, last refusal",
    ["80CADF24"] = "GET DATA, wallet state",
    ["80CADF25"] = "GET DATA, load over the air",
    ["80DADF20"] = "PUT DATA, single-transaction limit",
    ["80DADF21"] = "PUT DATA, operation PIN switch",
    ["80DADF22"] = "PUT DATA, distance calibration",
    ["80DADF25"] = "PUT DATA, cancel of a load over the air",
    ["80F040"] = "SET STATUS",
    ["84160000"] = "CARD BLOCK",
    ["84180000"] = "APPLICATION UNBLOCK",
    ["841E0000"] = "APPLICATION BLOCK, temporary",
    ["841E0001"] = "APPLICATION BLOCK, permanent",
    ["84240000"] = "PIN UNBLOCK",
    ["84DADF20"] = "PUT DATA, single-transaction limit, under secure messaging",
    ["84DADF21"] = "PUT DATA, operation PIN switch, under secure messaging",
    ["84DADF22"] = "PUT DATA, distance calibration, under secure messaging",
    ["84F040"] = "SET STATUS under secure messaging",
}

local words = {
    [0x6901] = "wrong transaction state: no INITIALIZE came before",
    [0x6984] = "no random number drawn, or reference data not usable",
    [0x6988] = "secure messaging MAC wrong",
    [0x9302] = "transaction MAC wrong",
    [0x9303] = "application permanently blocked",
    [0x9401] = "insufficient balance",
    [0x9402] = "transaction counter at its maximum; under CLA A0: address outside the file",
    [0x9403] = "key index not supported",
    [0x9406] = "no MAC or proof of that transaction",
    [0x9407] = "CAPP record locked",
    [0x9408] = "grey-locked; under CLA A0: file does not fit the command",
}

local cla_field = Field.new("gsm_sim.apdu.cla.coding")
local ins_field = Field.new("gsm_sim.apdu.ins")
local p1_field = Field.new("gsm_sim.apdu.p1")
local p2_field = Field.new("gsm_sim.apdu.p2")
local sw_field = Field.new("gsm_sim.apdu.sw")

-- Returns the name of a command, or nil.
local function instruction_of()
    local cla, ins, p1, p2 = cla_field(), ins_field(), p1_field(), p2_field()
    if not (cla and ins and p1 and p2) then return nil end
    -- The field of the class has four of its bits; its octet has all.
    local header = string.format("%02X%02X%02X", cla.range(0, 1):uint(), ins.value, p1.value)
    return instructions[header .. string.format("%02X", p2.value)] or instructions[header]
end

-- Returns the meaning of a status word, or nil.
local function status_of()
    local sw = sw_field()
    if not sw then return nil end
    local tries = sw.value - 0x63C0
    if tries == 0 then return "wrong, no tries left" end
    if tries == 1 then return "wrong, 1 try left" end
    if tries > 1 and tries < 16 then return string.format("wrong, %d tries left", tries) end
    return words[sw.value]
end

function wallet.dissector(tvb, pinfo, tree)
    local name, word = instruction_of(), status_of()
    if not (name or word) then return end
    local own = tree:add(wallet, tvb())
    if name then
        own:add(instruction, name)
        pinfo.cols.info:append("[" .. name .. "] ")
    end
    if word then
        own:add(status, word)
        pinfo.cols.info:append("[" .. word .. "] ")
    end
end

register_postdissector(wallet)
