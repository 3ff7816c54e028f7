#!/bin/sh
# Makes the password file from the environment, then starts the broker. The limits stand in mosquitto.conf.
#   MQTT_PASSWORD            of the service's own user `regie` (required)
#   MQTT_DISPLAY_PASSWORD    of the user `display` (optional)
#   MQTT_LOGGERS             "name:password name:password ..." of the loggers
set -eu

root="${MOSQUITTO_ROOT:-/mosquitto}"
passwords="$root/run/passwords"
: "${MQTT_PASSWORD:?MQTT_PASSWORD is missing: the service signs in with it}"

mkdir -p "$root/run" "$root/data"
# Mosquitto frowns on passwords and access lists that others can read, so both are private copies.
umask 077
cat "$root/config/acl" > "$root/run/acl"
: > "$passwords"

# `-U` turns a file of plain passwords into hashes, so that no password stands among a process's arguments.
printf 'regie:%s\n' "$MQTT_PASSWORD" >> "$passwords"
if [ -n "${MQTT_DISPLAY_PASSWORD:-}" ]; then printf 'display:%s\n' "$MQTT_DISPLAY_PASSWORD" >> "$passwords"; fi
for logger in ${MQTT_LOGGERS:-}; do
    case "$logger" in
        # A logger may write below its own name, and these names are taken.
        regie:* | display:* | alerts:*) echo "MQTT_LOGGERS: ${logger%%:*} can't be a logger's name" >&2; exit 1 ;;
        ?*:?*) printf '%s\n' "$logger" >> "$passwords" ;;
        *) echo "MQTT_LOGGERS: each entry is name:password, parted by spaces" >&2; exit 1 ;;
    esac
done
mosquitto_passwd -U "$passwords"

# The broker gives up root for this user, and must still read its passwords and write its store.
if [ "$(id -u)" = 0 ] && id mosquitto >/dev/null 2>&1; then chown -R mosquitto "$root/run" "$root/data"; fi
unset MQTT_PASSWORD MQTT_DISPLAY_PASSWORD MQTT_LOGGERS
exec mosquitto -c "${1:-$root/config/mosquitto.conf}"
