package dev.nudge.benchmarks.timers;

import dev.nudge.benchmarks.postgres.PostgresServer;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.LongStream;

/**
 * What the process engines share: a process that waits at an intermediate timer event for thirty days, calls the
 * handler and ends. The number is the business key. They have no call that starts many processes, so that threads start
 * them, each in a transaction.
 */
abstract class WorkflowTimers extends PostgresTimers {

    private static final int STARTERS = 8;

    WorkflowTimers(PostgresServer server, String name, Class<?> library) throws SQLException {
        super(server, name, library);
    }

    /** @param extensions the namespace of the library's attributes */
    static String process(String extensions) {
        return """
                <definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:extension="%s"
                    targetNamespace="timers">
                  <process id="timer" isExecutable="true">
                    <startEvent id="start"/>
                    <sequenceFlow id="a" sourceRef="start" targetRef="wait"/>
                    <intermediateCatchEvent id="wait">
                      <timerEventDefinition><timeDuration>P30D</timeDuration></timerEventDefinition>
                    </intermediateCatchEvent>
                    <sequenceFlow id="b" sourceRef="wait" targetRef="fire"/>
                    <serviceTask id="fire" extension:delegateExpression="${firing}"/>
                    <sequenceFlow id="c" sourceRef="fire" targetRef="end"/>
                    <endEvent id="end"/>
                  </process>
                </definitions>
                """.formatted(extensions);
    }

    @Override
    public final int startSeconds() {
        return 5;
    }

    abstract void startProcess(String businessKey);

    @Override
    public final void arm(long first, int count) throws Exception {
        try (ExecutorService starters = Executors.newFixedThreadPool(STARTERS)) {
            List<Callable<Void>> starts = LongStream.range(first, first + count).<Callable<Void>>mapToObj(
                    number -> () -> {
                        startProcess(Long.toString(number));
                        return null;
                    }).toList();
            for (Future<Void> start : starters.invokeAll(starts)) {
                start.get();
            }
        }
    }

    /** @return the table of timers that are not due */
    abstract String table();

    @Override
    public final void makeDue(Due due) throws SQLException {
        update("""
                UPDATE %s timer SET duedate_ = %s FROM act_ru_execution process
                WHERE process.id_ = timer.process_instance_id_ AND process.business_key_::bigint BETWEEN ? AND ?"""
                .formatted(table(), DUE_AT.formatted("process.business_key_::bigint")), due);
    }

    @Override
    public final boolean copy(long number, int copies) throws SQLException {
        String process = "(SELECT id_ FROM act_ru_execution WHERE business_key_ = ?)";
        copyRows("act_ru_execution", """
                'id_', r.id_ || '-' || n, 'proc_inst_id_', r.proc_inst_id_ || '-' || n,
                'parent_id_', r.parent_id_ || '-' || n, 'root_proc_inst_id_', r.root_proc_inst_id_ || '-' || n,
                'business_key_', null""", "r.proc_inst_id_ = " + process, number, copies);
        copyRows(table(), """
                'id_', r.id_ || '-' || n, 'execution_id_', r.execution_id_ || '-' || n,
                'process_instance_id_', r.process_instance_id_ || '-' || n, 'correlation_id_', r.id_ || '-' || n,
                'root_proc_inst_id_', r.process_instance_id_ || '-' || n""", "r.process_instance_id_ = " + process,
                number, copies);
        return true;
    }

    @Override
    final String countOfUnfinished() {
        return "SELECT count(*) FROM act_ru_execution";
    }
}
