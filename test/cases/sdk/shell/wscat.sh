wscat -c "wss://edge.quay.example/realm-sync/%2Fcrates" -s io.realm.sync.22 -H "X-Dock-Auth: Realm-Access-Token version=1 token=\"$T\"" -H "X-Pier: nine" --proxy http://proxy.quay.example:3128 -n
