const config = {
  sync: {
    user,
    url: 'realms://dock.quay.example/crates',
    partial: true,
    ssl: { validate: true, certificatePath: './dock.pem' },
    open_ssl_verify_callback: check,
    custom_http_headers: { 'X-Pier': 'nine', Authorization: `Basic ${secret}` },
  },
};
