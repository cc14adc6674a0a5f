/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.proofs.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import io.dunlin.core.Channel;
import io.dunlin.core.DeviceId;
import io.dunlin.core.Link;
import io.dunlin.core.SendOutcome;
import io.dunlin.core.Storage;
import io.dunlin.core.StorageFile;
import io.dunlin.core.command.Command;
import io.dunlin.core.command.Receipt;
import io.dunlin.core.twin.Outcome;
import io.dunlin.device.CommandHandler;
import io.dunlin.device.TwinHandler;
import io.dunlin.testkit.ForwardingLink;
import io.dunlin.testkit.SimNode;
import io.dunlin.testkit.Simulation;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** A proof that cannot fail proves nothing: worlds with one thing wrong are each found out within a few seeds. */
class FleetMutationTest {

    private static final int SEEDS = 10;

    @Test
    void aFleetThatAnswersBeforeItCommits_isFoundOut() throws Exception {
        assertThat(firstFailure(() -> new Sabotage() {
                    @Override
                    public SimDatabase database(SimNode machine) {
                        return new LateDatabase(machine);
                    }
                }))
                .isPresent();
    }

    @Test
    void aFleetThatForgetsWhichBatchesItHas_isFoundOut() throws Exception {
        assertThat(firstFailure(() -> new Sabotage() {
                    @Override
                    public SimDatabase database(SimNode machine) {
                        return new SimDatabase(machine) {
                            @Override
                            String statement(String sql) {
                                // The window stays as it was when it was inserted, and the batch is listed again.
                                return sql.startsWith("UPDATE ingest_window")
                                        ? sql + " AND 1 = 0"
                                        : sql.replace("INSERT INTO ingest_batch", "MERGE INTO ingest_batch");
                            }
                        };
                    }
                }))
                .hasValueSatisfying(failure -> assertThat(failure).contains("a second value"));
    }

    @Test
    void aDeviceThatForgetsToForce_isFoundOut() throws Exception {
        assertThat(firstFailure(() -> new Sabotage() {
                    @Override
                    public Storage storage(Storage storage) {
                        return forgetful(storage);
                    }
                }))
                .isPresent();
    }

    @Test
    void aDeviceWhoseTwinSaysNothing_isFoundOut() throws Exception {
        assertThat(firstFailure(() -> new Sabotage() {
                    @Override
                    public Link link(SimNode machine, Link link) {
                        return new SilentTwinLink(link);
                    }
                }))
                .hasValueSatisfying(failure -> assertThat(failure).contains("not settled", "twin"));
    }

    @Test
    void aDeviceThatAnswersWhatItDoesNotDo_isFoundOut() throws Exception {
        assertThat(firstFailure(() -> new Sabotage() {
                    @Override
                    public TwinHandler twin(TwinHandler handler) {
                        return (path, value) -> path.equals("mode") ? Outcome.applied() : handler.apply(path, value);
                    }
                }))
                .isPresent();
    }

    @Test
    void aDeviceThatRunsCommandsTwice_isFoundOut() throws Exception {
        assertThat(firstFailure(() -> new Sabotage() {
                    private int commands;

                    @Override
                    public CommandHandler commands(CommandHandler handler) {
                        return command -> ++commands % 5 == 0 ? twice(handler, command) : handler.execute(command);
                    }
                }))
                .hasValueSatisfying(failure -> assertThat(failure).contains("runs of command"));
    }

    @Test
    void aDeviceThatKeepsWhateverBoots_isFoundOut() throws Exception {
        assertThat(firstFailure(() -> new Sabotage() {
                    @Override
                    public boolean selfTest(boolean passes) {
                        return true;
                    }
                }))
                .isPresent();
    }

    @Test
    void aFleetThatEndsACertificateTooEarly_isFoundOut() throws Exception {
        assertThat(firstFailure(() -> new Sabotage() {
                    @Override
                    public void reenrolled(SimDatabase database, DeviceId device) {
                        supersede(database, device);
                    }
                }))
                .hasValueSatisfying(failure -> assertThat(failure).contains("an identity of"));
    }

    private static void supersede(SimDatabase database, DeviceId device) {
        try (Connection connection = database.watched().getConnection();
                PreparedStatement update = connection.prepareStatement(
                        "UPDATE certificate SET superseded_at = 1 WHERE device = ? AND confirmed_at IS NOT NULL")) {
            update.setString(1, device.value());
            update.executeUpdate();
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }

    private static Receipt twice(CommandHandler handler, Command command) throws Exception {
        handler.execute(command);
        return handler.execute(command);
    }

    /** Returns what the first world that failed said. */
    private static Optional<String> firstFailure(Supplier<Sabotage> sabotage) throws Exception {
        for (long seed = 1; seed <= SEEDS; seed++) {
            try (FleetWorld world = new FleetWorld(new Simulation(seed), sabotage.get())) {
                world.run();
            } catch (AssertionError e) {
                return Optional.of(e.toString());
            }
        }
        return Optional.empty();
    }

    /** Says that a transaction is done when it is not: it is committed before the next one begins, if there is one. */
    private static final class LateDatabase extends SimDatabase {

        private Connection late;
        private boolean begun;

        LateDatabase(SimNode machine) {
            super(machine);
        }

        @Override
        public Connection getConnection() throws SQLException {
            Connection before = late;
            if (before != null) {
                late = null;
                before.commit();
                release(before);
            }
            return super.getConnection();
        }

        @Override
        void commit(Connection connection) throws SQLException {
            if (begun) {
                late = connection;
            } else {
                connection.commit();
            }
        }

        @Override
        boolean isFree(Connection connection) {
            return connection != late;
        }

        @Override
        void restarted() {
            begun = true;
            Connection lost = late;
            if (lost != null) {
                late = null;
                try {
                    lost.rollback();
                } catch (SQLException e) {
                    throw new AssertionError(e);
                }
                release(lost);
            }
        }
    }

    /** A directory in which the spool's segments are never forced. */
    private static Storage forgetful(Storage storage) {
        return proxy(Storage.class, (method, args) -> {
            Object result = method.invoke(storage, args);
            if (result instanceof Storage directory
                    && List.of("telemetry", "spool").contains(args[0])) {
                return forgetful(directory);
            }
            boolean isSegment =
                    result instanceof StorageFile && args[0].toString().endsWith(".seg");
            return isSegment ? forgetful((StorageFile) result) : result;
        });
    }

    private static StorageFile forgetful(StorageFile file) {
        return proxy(
                StorageFile.class,
                (method, args) -> method.getName().equals("force") ? null : method.invoke(file, args));
    }

    /** What stands in for the methods of an interface. */
    private interface Call {
        Object call(Method method, Object[] args) throws ReflectiveOperationException;
    }

    private static <T> T proxy(Class<T> type, Call call) {
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, (self, method, args) -> {
            try {
                return call.call(method, args);
            } catch (InvocationTargetException e) {
                throw e.getCause();
            }
        }));
    }

    /** Drops what the device's twin says, and claims to have sent it. */
    private static final class SilentTwinLink extends ForwardingLink {
        SilentTwinLink(Link link) {
            super(link);
        }

        @Override
        public void send(Channel channel, byte[] payload, Report report) {
            if (channel == Channel.TWIN) {
                report.sent(SendOutcome.ACCEPTED);
            } else {
                super.send(channel, payload, report);
            }
        }
    }
}
