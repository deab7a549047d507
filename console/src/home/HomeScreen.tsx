import { Screen } from '../shared/Screen';

export function HomeScreen() {
  return <Screen title="Home">{null}</Screen>;
}
