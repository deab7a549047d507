import { Alert, Button, Group, Skeleton, Switch, Text, Textarea, TextInput } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useCallback, useEffect, useMemo, useState } from 'react';
import { useBlocker, useNavigate, useParams } from 'react-router';
import { api, unwrap } from '../api/client';
import { ApiError } from '../api/problem';
import { keys, useCatalog, usePermissions } from '../api/queries';
import { setEnabled, toBody, type Automation } from '../automations/automations';
import { useConfirm } from '../shared/confirm';
import { ErrorPanel } from '../shared/ErrorPanel';
import { notifyDone, notifyFailed } from '../shared/notify';
import { Screen } from '../shared/Screen';
import { BetweenClause, IfClause, LimitsClause, SendClause, TellMeClause, WaitClause, WhenClause } from './clauses';
import { Clause } from './Clause';
import { bodyOf, newDraft, type Draft } from './draft';
import { focusField, RemarksContext, useField, Warnings, type Remarks } from './fields';
import { newScenario, toForm, type Scenario } from './scenario';
import { SimulationPanel } from './SimulationPanel';
import { useSimulation } from './useSimulation';
import classes from './builder.module.css';

/** An automation as it was read, with the tag by which a change of someone else is noticed. */
interface Loaded {
  automation: Automation;
  tag: string;
}

async function load(id: string, signal: AbortSignal): Promise<Loaded> {
  const call = api.GET('/api/automations/{id}', { params: { path: { id } }, signal });
  const automation = await unwrap(call);
  return { automation, tag: (await call).response.headers.get('ETag') ?? '*' };
}

/** `/automations/new` and `/automations/{id}`. */
export function BuilderScreen() {
  const { id } = useParams();
  const catalog = useCatalog();
  const loaded = useQuery({
    queryKey: [...keys.automations, 'one', id],
    queryFn: ({ signal }) => load(id ?? '', signal),
    enabled: id !== undefined,
    refetchOnWindowFocus: false,
    staleTime: Infinity,
    gcTime: 0,
  });
  if (catalog.isError) {
    return (
      <Screen title="Automation">
        <ErrorPanel error={catalog.error} onRetry={() => void catalog.refetch()} />
      </Screen>
    );
  }
  if (!catalog.data) {
    return <Screen title="Automation"><Skeleton height={480} /></Screen>;
  }
  if (id === undefined) {
    return <Builder key="new" loaded={undefined} onReload={() => undefined} />;
  }
  if (loaded.isError) {
    return (
      <Screen title="Automation">
        <ErrorPanel error={loaded.error} onRetry={() => void loaded.refetch()} />
      </Screen>
    );
  }
  if (!loaded.data) {
    return <Screen title="Automation"><Skeleton height={480} /></Screen>;
  }
  return (
    <Builder key={`${id} ${loaded.data.tag}`} loaded={loaded.data} onReload={() => void loaded.refetch()} />
  );
}

interface BuilderProps {
  loaded: Loaded | undefined;
  onReload: () => void;
}

function Builder({ loaded, onReload }: BuilderProps) {
  const initial = useMemo(() => (loaded ? toBody(loaded.automation) : newDraft()), [loaded]);
  const [draft, setDraft] = useState<Draft>(initial);
  const [scenario, setScenario] = useState<Scenario>(newScenario);
  const [hasTried, setTried] = useState(false);
  const navigate = useNavigate();
  const queries = useQueryClient();
  const { canChange } = usePermissions();
  const isMine = !loaded || canChange(loaded.automation);
  const changeScenario = useCallback((changed: Partial<Scenario>) =>
    setScenario((current) => ({ ...current, ...changed })), []);
  const result = useSimulation(draft, scenario, hasTried);

  const save = useMutation({
    mutationFn: async () => {
      setTried(true);
      return loaded ? replace(loaded, draft) : unwrap(api.POST('/api/automations', { body: bodyOf(draft) }));
    },
    onSuccess: async ({ automation, warnings }) => {
      notifyDone(`“${automation.name}” is saved${warnings?.length ? ', with a warning' : ''}.`);
      await queries.invalidateQueries({ queryKey: [...keys.automations, 'list'] });
      if (loaded) {
        onReload();
      } else {
        await navigate(`/automations/${encodeURIComponent(automation._id)}`, { replace: true });
      }
    },
    onError: (error) => {
      const first = error instanceof ApiError ? error.errors[0] : undefined;
      if (first) {
        setTimeout(() => focusField(first.pointer));
      }
    },
  });
  const { reset } = save;
  const change = useCallback((changed: Partial<Draft>) => {
    reset();
    setDraft((current) => ({ ...current, ...changed }));
  }, [reset]);
  const isChanged = JSON.stringify(bodyOf(draft)) !== JSON.stringify(bodyOf(initial));
  useUnsavedChanges(isChanged && !save.isPending && !save.isSuccess);

  const refused = save.error instanceof ApiError ? save.error.errors : [];
  const remarks: Remarks = {
    errors: refused.length > 0 ? refused : toForm(result.violations),
    warnings: toForm(result.simulation?.warnings ?? []),
    showsMissing: hasTried,
  };
  const isStale = save.error instanceof ApiError && save.error.status === 412;

  return (
    <RemarksContext value={remarks}>
      <Screen title={loaded ? loaded.automation.name : 'New automation'} actions={(
        <>
          <MySwitch loaded={loaded} draft={draft} onChange={change} />
          {isMine && (
            <Button loading={save.isPending} disabled={loaded !== undefined && !isChanged} onClick={() => save.mutate()}>
              {loaded ? 'Save changes' : 'Save automation'}
            </Button>
          )}
        </>
      )}>
        {!isMine && (
          <Alert color="indigo">Only {loaded.automation.userId} and admins can change this automation. You can switch it
            on or off for your own leads, and duplicate it in the list of automations.</Alert>
        )}
        {isStale && (
          <Alert color="red" role="alert" title="Someone else has changed this automation">
            <Text size="sm">Your changes are not saved. Load the current version, and make them again.</Text>
            <Button mt="sm" size="xs" variant="default" onClick={onReload}>Load the current version</Button>
          </Alert>
        )}
        {save.isError && !isStale && <ErrorPanel title="The automation was not saved" error={save.error} />}
        <div className={classes.columns}>
          <form className={classes.form} aria-label="Automation" onSubmit={(event) => event.preventDefault()}>
            <fieldset className={classes.fieldset} disabled={!isMine}>
              <NameClause draft={draft} onChange={change} />
              <WhenClause draft={draft} onChange={change} />
              <WaitClause draft={draft} onChange={change} />
              <IfClause draft={draft} onChange={change} />
              <BetweenClause draft={draft} onChange={change} />
              <SendClause draft={draft} onChange={change} />
              <LimitsClause draft={draft} onChange={change} />
              <TellMeClause draft={draft} onChange={change} />
            </fieldset>
          </form>
          <div className={classes.aside}>
            <SimulationPanel draft={draft} scenario={scenario} onScenario={changeScenario} result={result} />
          </div>
        </div>
      </Screen>
    </RemarksContext>
  );
}

/** Replaces the definition, and changes the caller's own settings, which are not part of it. */
async function replace({ automation, tag }: Loaded, draft: Draft) {
  const id = automation._id;
  const saved = await unwrap(api.PUT('/api/automations/{id}', {
    params: { path: { id }, header: { 'If-Match': tag } }, body: bodyOf(draft),
  }));
  if (JSON.stringify(draft.userSmsNotification) !== JSON.stringify(automation.userSmsNotification)) {
    await unwrap(api.PATCH('/api/automations/{id}/preference', {
      params: { path: { id } }, body: { userSmsNotification: draft.userSmsNotification },
    }));
  }
  return saved;
}

function NameClause({ draft, onChange }: { draft: Draft; onChange: (change: Partial<Draft>) => void }) {
  const name = useField('/name');
  const description = useField('/description');
  return (
    <Clause words="Name">
      <TextInput {...name} aria-label="Name" placeholder="No answer in 24 hours" value={draft.name}
        onChange={(event) => onChange({ name: event.currentTarget.value })} />
      <Textarea {...description} aria-label="Description" placeholder="Description" autosize minRows={1} maxRows={6}
        value={draft.description ?? ''} onChange={(event) => onChange({ description: event.currentTarget.value })} />
      <Warnings pointer="/name" />
    </Clause>
  );
}

interface MySwitchProps {
  loaded: Loaded | undefined;
  draft: Draft;
  onChange: (change: Partial<Draft>) => void;
}

/** The caller's own switch. Of a saved automation it takes effect at once, without saving. */
function MySwitch({ loaded, draft, onChange }: MySwitchProps) {
  const queries = useQueryClient();
  const id = loaded?.automation._id;
  const [isOn, setOn] = useState(loaded?.automation.enabled ?? true);
  const switched = useMutation({
    mutationFn: (enabled: boolean) => setEnabled(id ?? '', enabled),
    onSuccess: (_, enabled) => {
      setOn(enabled);
      return queries.invalidateQueries({ queryKey: [...keys.automations, 'list'] });
    },
    onError: (error) => notifyFailed('The automation was not switched', error),
  });
  const checked = id ? (switched.isPending ? switched.variables : isOn) : draft.enabled !== false;
  return (
    <Group h={36} align="center">
      <Switch label="On for my leads" checked={checked} disabled={switched.isPending} onChange={(event) => {
        if (id) {
          switched.mutate(event.currentTarget.checked);
        } else {
          onChange({ enabled: event.currentTarget.checked });
        }
      }} />
    </Group>
  );
}

/** Asks before changes are lost. */
function useUnsavedChanges(isChanged: boolean): void {
  const confirm = useConfirm();
  const blocker = useBlocker(({ currentLocation, nextLocation }) =>
    isChanged && currentLocation.pathname !== nextLocation.pathname);
  useEffect(() => {
    if (blocker.state === 'blocked') {
      void confirm({
        title: 'Leave without saving?', body: 'Your changes to this automation will be lost.', confirm: 'Leave',
      }).then((leave) => (leave ? blocker.proceed() : blocker.reset()));
    }
  }, [blocker, confirm]);
  useEffect(() => {
    if (!isChanged) {
      return undefined;
    }
    const warn = (event: BeforeUnloadEvent) => event.preventDefault();
    window.addEventListener('beforeunload', warn);
    return () => window.removeEventListener('beforeunload', warn);
  }, [isChanged]);
}
