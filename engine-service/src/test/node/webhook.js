// webhook.js verify <secret> <id> <timestamp> <signature> <base64 of the body>: prints the type of what was received.
// webhook.js sign <secret> <id> <seconds> <base64 of the body>: prints the header webhook-signature.
const { Webhook } = require("standardwebhooks");

const [, , command, secret, id, timestamp, ...rest] = process.argv;
const webhook = new Webhook(secret);
if (command === "verify") {
  const [signature, body] = rest;
  const headers = { "webhook-id": id, "webhook-timestamp": timestamp, "webhook-signature": signature };
  console.log(webhook.verify(Buffer.from(body, "base64"), headers).type);
} else {
  const [body] = rest;
  console.log(webhook.sign(id, new Date(Number(timestamp) * 1000), Buffer.from(body, "base64")));
}
