import type { Schemas } from '../api/client';
import { useCatalog } from '../api/queries';
import { InlineCode } from './InlineCode';
import { humanized } from './status';

/** The sentence that explains a reason. */
export function ReasonText({ outcome, reason }: { outcome: Schemas['Outcome']; reason: Schemas['Reason'] }) {
  const reasons = useCatalog().data?.reasons;
  const known = reasons?.find((one) => one.outcome === outcome && one.reason === reason)
    ?? reasons?.find((one) => one.reason === reason);
  return <InlineCode text={known?.sentence ?? humanized(reason)} />;
}
