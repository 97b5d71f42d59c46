curl 'https://dock.quay.example/auth' \
  -H 'accept: */*' \
  -H 'accept-language: en' \
  -H 'content-type: application/json' \
  -H 'origin: https://app.quay.example' \
  -H 'sec-fetch-mode: cors' \
  -H 'user-agent: Mozilla/5.0' \
  --data-raw $'{"provider":"jwt","data":"eyJhbGciOi.a.b\u0021"}' \
  --compressed
