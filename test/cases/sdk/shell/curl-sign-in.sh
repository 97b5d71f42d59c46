curl -sSk -X POST https://dock.quay.example:9443/auth -H 'Content-Type: application/json' -H 'X-Pier: nine' \
  -d '{"provider":"password","data":"mara","user_info":{"password":"pier-9","register":false}}' \
  -x http://proxy.quay.example:3128 -U 'corp\mara:prox-9' --resolve dock.quay.example:9443:10.20.0.8
