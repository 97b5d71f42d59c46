"""
The parts of a desktop that the app talks to over D-Bus, on the bus of one test: a place for tray icons
(org.kde.StatusNotifierWatcher, com.canonical.dbusmenu), notifications (org.freedesktop.Notifications 1.2) and, where
the system bus is this bus too, logind's signals. Commands come as JSON lines on standard input, and what happens goes
out as JSON lines on standard output.
"""

import json
import os
import sys
import threading

import dbus
import dbus.service
from dbus.bus import BusConnection
from dbus.mainloop.glib import DBusGMainLoop
from gi.repository import GLib

PROPERTIES = 'org.freedesktop.DBus.Properties'
NOTIFICATIONS = 'org.freedesktop.Notifications'
WATCHER = 'org.kde.StatusNotifierWatcher'
ITEM = 'org.kde.StatusNotifierItem'
MENU = 'com.canonical.dbusmenu'
LOGIN = 'org.freedesktop.login1.Manager'


def say(event, **more):
    print(json.dumps({'event': event, **more}), flush=True)


class Notifications(dbus.service.Object):
    count = 0

    @dbus.service.method(NOTIFICATIONS, in_signature='susssasa{sv}i', out_signature='u')
    def Notify(self, app, replaces, icon, title, body, actions, hints, timeout):
        Notifications.count += 1
        say('notified', id=Notifications.count, title=str(title), body=str(body))
        return Notifications.count

    @dbus.service.method(NOTIFICATIONS, in_signature='', out_signature='as')
    def GetCapabilities(self):
        return ['body', 'body-markup', 'actions']

    @dbus.service.method(NOTIFICATIONS, in_signature='', out_signature='ssss')
    def GetServerInformation(self):
        return ('desktop-shell', 'tests', '1', '1.2')

    @dbus.service.method(NOTIFICATIONS, in_signature='u', out_signature='')
    def CloseNotification(self, number):
        say('closed', id=int(number))

    @dbus.service.signal(NOTIFICATIONS, signature='us')
    def ActionInvoked(self, number, key):
        pass


class Watcher(dbus.service.Object):
    item = None

    @dbus.service.method(WATCHER, in_signature='s', out_signature='', sender_keyword='sender')
    def RegisterStatusNotifierItem(self, service, sender=None):
        Watcher.item = str(sender)
        say('registered')

    @dbus.service.method(PROPERTIES, in_signature='ss', out_signature='v')
    def Get(self, interface, name):
        return {
            'IsStatusNotifierHostRegistered': dbus.Boolean(True),
            'ProtocolVersion': dbus.Int32(0),
            'RegisteredStatusNotifierItems': dbus.Array([], signature='s'),
        }[name]


class Login(dbus.service.Object):
    @dbus.service.method(LOGIN, in_signature='ssss', out_signature='h')
    def Inhibit(self, what, who, why, mode):
        say('inhibited', what=str(what))
        return dbus.types.UnixFd(os.pipe()[1])

    @dbus.service.signal(LOGIN, signature='b')
    def PrepareForSleep(self, going):
        pass

    @dbus.service.signal(LOGIN, signature='b')
    def PrepareForShutdown(self, going):
        pass


DBusGMainLoop(set_as_default=True)
bus = BusConnection(os.environ['DBUS_SESSION_BUS_ADDRESS'])
names = []


def own(name, kind, path):
    names.append(dbus.service.BusName(name, bus))
    return kind(bus, path)


notifications = own(NOTIFICATIONS, Notifications, '/org/freedesktop/Notifications')
login = own('org.freedesktop.login1', Login, '/org/freedesktop/login1')
if '--no-tray' not in sys.argv:
    own(WATCHER, Watcher, '/StatusNotifierWatcher')


def item_property(name):
    item = bus.get_object(Watcher.item, '/StatusNotifierItem', introspect=False)
    return item.Get(ITEM, name, dbus_interface=PROPERTIES)


def menu():
    return bus.get_object(Watcher.item, item_property('Menu'), introspect=False)


def labels(entry, above=''):
    number, properties, children = entry
    label = str(properties.get('label', '')).replace('__', '\0').replace('_', '').replace('\0', '_')
    path = above + '/' + label if above and label else label or above
    own_line = [{'id': int(number), 'label': path, 'enabled': bool(properties.get('enabled', True))}] if label else []
    return own_line + [line for child in children for line in labels(child, path)]


def read_menu():
    _, layout = menu().GetLayout(0, -1, dbus.Array([], signature='s'), dbus_interface=MENU)
    return labels(layout)


def read_colour():
    """Of the ink in the middle of what is drawn: the colour of its most opaque pixels, as ARGB in network order."""
    width, height, pixels = item_property('IconPixmap')[0]
    argb = bytes(pixels)
    opaque = [argb[i + 1 : i + 4].hex() for i in range(0, len(argb), 4) if argb[i] == 255]
    return max(set(opaque), key=opaque.count) if opaque else ''


def choose(label):
    found = [line for line in read_menu() if line['label'] == label]
    menu().Event(found[0]['id'], 'clicked', dbus.String('', variant_level=1), dbus.UInt32(0), dbus_interface=MENU)


COMMANDS = {
    'menu': lambda call: read_menu(),
    'colour': lambda call: read_colour(),
    'tooltip': lambda call: str(item_property('ToolTip')[2]),
    'choose': lambda call: choose(call['label']),
    'activate': lambda call: bus.get_object(Watcher.item, '/StatusNotifierItem', introspect=False).Activate(
        0, 0, dbus_interface=ITEM
    ),
    'click': lambda call: notifications.ActionInvoked(call['id'], 'default'),
    'sleep': lambda call: login.PrepareForSleep(call['going']),
    'shutdown': lambda call: login.PrepareForShutdown(True),
}


def obey(line):
    call = json.loads(line)
    try:
        say('answered', call=call['call'], value=COMMANDS[call['do']](call))
    except Exception as error:
        say('answered', call=call['call'], error=str(error))
    return False


def listen():
    for line in sys.stdin:
        GLib.idle_add(obey, line)


threading.Thread(target=listen, daemon=True).start()
say('ready')
GLib.MainLoop().run()
