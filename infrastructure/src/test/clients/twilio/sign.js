// Prints the signature of each request in a file: {"token", "url", "parameters"}, one in each line.
import { readFileSync } from 'node:fs';
import twilio from 'twilio';

for (const line of readFileSync(process.argv[2], 'utf8').trim().split('\n')) {
  const request = JSON.parse(line);
  console.log(twilio.getExpectedTwilioSignature(request.token, request.url, request.parameters));
}
