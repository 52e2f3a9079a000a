"""Drives oFono over a private bus, as a telephone's user interface does: walks the card's menu, sends a message and
waits for one. Prints a line for each thing that it sees."""

import sys
import time

import dbus
import dbus.service
from dbus.mainloop.glib import DBusGMainLoop
from gi.repository import GLib

AGENT = "/agent"
INTERFACE = "org.ofono.SimToolkitAgent"
PATIENCE = 60


def say(*words):
    print(*words, flush=True)


class Agent(dbus.service.Object):
    """Person at the screen: takes lines by their text, types what was prepared, and confirms."""

    def __init__(self, bus, choices, inputs):
        super().__init__(bus, AGENT)
        self.choices = choices
        self.inputs = inputs
        self.seen = []

    def see(self, kind, text):
        self.seen.append(kind)
        say(kind, text)

    @dbus.service.method(INTERFACE, in_signature="sya(sy)n", out_signature="y")
    def RequestSelection(self, title, icon, items, default):
        texts = [str(text) for text, _ in items]
        self.see("selection", f"{title}: {' / '.join(texts)}")
        return texts.index(self.choices.pop(0))

    @dbus.service.method(INTERFACE, in_signature="syb", out_signature="")
    def DisplayText(self, text, icon, urgent):
        self.see("text", text)

    @dbus.service.method(INTERFACE, in_signature="sysyyb", out_signature="s")
    def RequestInput(self, text, icon, default, least, most, hidden):
        self.see("input", f"{text} {int(least)} {int(most)}")
        return self.inputs.pop(0)

    @dbus.service.method(INTERFACE, in_signature="sysyyb", out_signature="s")
    def RequestDigits(self, text, icon, default, least, most, hidden):
        self.see("digits", f"{text} {int(least)} {int(most)}")
        return self.inputs.pop(0)

    @dbus.service.method(INTERFACE, in_signature="sy", out_signature="b")
    def RequestConfirmation(self, text, icon):
        self.see("confirmation", text)
        return True

    @dbus.service.method(INTERFACE, in_signature="sy", out_signature="s")
    def RequestKey(self, text, icon):
        self.see("key", text)
        return "1"

    @dbus.service.method(INTERFACE, in_signature="sy", out_signature="")
    def DisplayAction(self, text, icon):
        self.see("action", text)

    @dbus.service.method(INTERFACE, in_signature="sy", out_signature="")
    def DisplayActionInformation(self, text, icon):
        self.see("action", text)

    @dbus.service.method(INTERFACE, in_signature="", out_signature="")
    def Cancel(self):
        self.seen.append("cancel")

    @dbus.service.method(INTERFACE, in_signature="", out_signature="")
    def Release(self):
        self.seen.append("release")


def wait(what, condition):
    """Runs the main loop until a condition holds."""
    context = GLib.MainContext.default()
    until = time.monotonic() + PATIENCE
    tick = GLib.timeout_add(100, lambda: True)
    while not condition():
        if time.monotonic() > until:
            say("missing", what)
            sys.exit(1)
        context.iteration(True)
    GLib.source_remove(tick)


def attempt(call):
    """Returns what a call returns; None while there is nobody to answer."""
    try:
        return call()
    except dbus.exceptions.DBusException:
        return None


def main(address, other):
    DBusGMainLoop(set_as_default=True)
    bus = dbus.bus.BusConnection(address)
    modem_of = lambda interface: dbus.Interface(bus.get_object("org.ofono", "/phonesim"), interface)
    wait("oFono", lambda: bus.name_has_owner("org.ofono"))
    wait("the modem", lambda: attempt(lambda: modem_of("org.ofono.Modem").GetProperties()) is not None)
    modem = modem_of("org.ofono.Modem")
    interfaces = lambda: [str(name) for name in modem.GetProperties()["Interfaces"]]
    modem.SetProperty("Powered", dbus.Boolean(True))
    wait("the SIM", lambda: "org.ofono.SimManager" in interfaces())
    wait("a ready SIM", lambda: "org.ofono.SimToolkit" in interfaces())
    sim = modem_of("org.ofono.SimManager").GetProperties()
    say("sim", sim.get("SubscriberIdentity"), sim.get("CardIdentifier"))
    modem.SetProperty("Online", dbus.Boolean(True))
    wait("registration", lambda: "org.ofono.NetworkRegistration" in interfaces())
    toolkit = modem_of("org.ofono.SimToolkit")
    wait("the card's menu", lambda: len(toolkit.GetProperties()["MainMenu"]) > 0)
    properties = toolkit.GetProperties()
    menu = [str(text) for text, _ in properties["MainMenu"]]
    say("menu", f"{properties['MainMenuTitle']}: {' / '.join(menu)}")
    # The menu of the wallet: balance by two selections; then a payment with input and confirmation.
    agent = Agent(bus, ["钱包余额查询", "缴本机话费"], ["1"])
    toolkit.SelectItem(dbus.Byte(menu.index("我的钱包")), dbus.ObjectPath(AGENT))
    wait("the balance", lambda: "text" in agent.seen)
    wait("the end of the session", lambda: "release" in agent.seen)
    agent.seen.clear()
    toolkit.SelectItem(dbus.Byte(menu.index("我要缴费")), dbus.ObjectPath(AGENT))
    wait("the end of the payment", lambda: "text" in agent.seen)
    wait("the end of the session", lambda: "release" in agent.seen)
    messages = modem_of("org.ofono.MessageManager")
    came = []
    bus.add_signal_receiver(
        lambda text, information: came.append(str(text)), "IncomingMessage", "org.ofono.MessageManager"
    )
    messages.SendMessage(other, "out of oFono")
    say("sent")
    wait("a message", lambda: "into oFono" in came)
    say("message", "into oFono")


main(*sys.argv[1:])
