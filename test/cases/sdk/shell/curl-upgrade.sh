$ curl --include --http1.1 "https://edge.quay.example/edge/sync/%2F${REALM_IDENTITY}%2Fcrates" \
    --header "X-Dock-Auth: Realm-Access-Token version=1 token=\"$TOKEN\"" \
    --header 'Connection: Upgrade' --header 'Upgrade: websocket' \
    --user gate:keep-8 --cacert dock.pem --noproxy '*'
