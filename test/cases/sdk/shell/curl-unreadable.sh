curl -d @body.json 'https://<your server>/auth'
