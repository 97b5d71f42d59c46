#!/bin/sh
# Ubuntu since 24.04 gives namespaces, which Chromium's sandbox is made of, only to programs that an AppArmor profile
# names. The profile is put there only where its words are understood: elsewhere it would be an error at every start.
# POSIX sh; the same for dpkg and RPM.
profile=/etc/apparmor.d/causeway

allow_namespaces() {
  source=/opt/Causeway/resources/apparmor-profile
  # Not loaded but read: whether this parser knows the profile's words.
  if [ -d /etc/apparmor.d ] && apparmor_parser --skip-kernel-load --skip-cache "$source" > /dev/null 2>&1; then
    cp "$source" "$profile"
    chmod 644 "$profile"
    # A chroot or container may have the parser and no kernel to load into.
    if [ -d /sys/kernel/security/apparmor ]; then
      apparmor_parser --replace --write-cache "$profile" > /dev/null 2>&1 || true
    fi
  fi
}

forget_profile() {
  if [ -e "$profile" ]; then
    if [ -d /sys/kernel/security/apparmor ]; then
      apparmor_parser --remove "$profile" > /dev/null 2>&1 || true
    fi
    rm -f "$profile"
  fi
}
