/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.proofs.fleet;

import io.dunlin.testkit.PowerCut;
import io.dunlin.testkit.SimNode;
import java.io.PrintWriter;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.logging.Logger;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * An H2 database in memory that belongs to a simulated machine: what is committed stays, what is not is gone with the
 * machine's power. Each commit can be made to fail or to be the last thing that the machine did. Everything happens in the
 * thread of the caller.
 */
class SimDatabase implements DataSource, AutoCloseable {

    private static final AtomicLong NAMES = new AtomicLong();

    private final String url = "jdbc:h2:mem:proof" + NAMES.incrementAndGet() + ";DB_CLOSE_DELAY=-1;QUERY_CACHE_SIZE=64";
    private final SimNode machine;
    private final @Nullable SimDatabase watched;
    private final Deque<Connection> idle = new ArrayDeque<>();
    private final Map<Long, CommitFault> faults = new HashMap<>();
    private long commits;

    /** What can happen to a commit. */
    enum CommitFault {
        /** It fails and nothing was committed. */
        FAILS,
        /** It fails for all that its caller is told, but was done. */
        FAILS_BUT_DONE,
        /** The machine's power goes before it. */
        POWER_CUT_BEFORE,
        /** The machine's power goes when it is done, before anything follows from it. */
        POWER_CUT_AFTER
    }

    SimDatabase(SimNode machine) {
        this(machine, null);
    }

    private SimDatabase(SimNode machine, @Nullable SimDatabase watched) {
        this.machine = machine;
        this.watched = watched;
    }

    /** Plans a fault for one of the next commits, 0 being the next. */
    void inject(long commitsFromNow, CommitFault fault) {
        faults.put(commits + commitsFromNow, fault);
    }

    void clearFaults() {
        faults.clear();
    }

    long commits() {
        return commits;
    }

    /** The machine boots again: what was not committed is gone. */
    void restarted() {}

    /** Gives the statement that is prepared in the place of another. */
    String statement(String sql) {
        return sql;
    }

    /** Commits, and makes the connection free for others when it is closed. */
    void commit(Connection connection) throws SQLException {
        connection.commit();
    }

    /** Whether a closed connection may be used again at once. */
    boolean isFree(Connection connection) {
        return true;
    }

    /** Returns the same database for those who watch: it is always there, and their commits do not count. */
    DataSource watched() {
        return new SimDatabase(machine, this);
    }

    @Override
    public Connection getConnection() throws SQLException {
        if (watched != null) {
            return watched.open(watched::plainly);
        }
        if (!machine.disk().isOn()) {
            throw new SQLException("the machine of the database is off");
        }
        return open(this::commitOrFail);
    }

    private Connection open(Commit commit) throws SQLException {
        Connection real = idle.poll();
        Connection used = real == null ? DriverManager.getConnection(url) : real;
        return (Connection) Proxy.newProxyInstance(
                Connection.class.getClassLoader(),
                new Class<?>[] {Connection.class},
                (proxy, method, arguments) -> call(used, commit, method, arguments));
    }

    private void plainly(Connection real) throws SQLException {
        real.commit();
    }

    /** How to commit. */
    private interface Commit {
        void commit(Connection real) throws SQLException;
    }

    private Object call(Connection real, Commit commit, Method method, Object[] arguments) throws Throwable {
        switch (method.getName()) {
            case "commit" -> {
                commit.commit(real);
                return null;
            }
            case "close" -> {
                if (isFree(real)) {
                    release(real);
                }
                return null;
            }
            case "prepareStatement" -> arguments[0] = statement((String) arguments[0]);
            default -> {
                // All else is the driver's.
            }
        }
        try {
            return method.invoke(real, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }

    void release(Connection connection) {
        idle.push(connection);
    }

    private void commitOrFail(Connection real) throws SQLException {
        CommitFault fault = faults.remove(commits++);
        if (fault == CommitFault.FAILS) {
            machine.log("database: a commit fails");
            throw new SQLException("injected: the commit failed");
        }
        if (fault == CommitFault.POWER_CUT_BEFORE) {
            cutPower("before");
        }
        commit(real);
        if (fault == CommitFault.FAILS_BUT_DONE) {
            machine.log("database: a commit is done and said to have failed");
            throw new SQLException("injected: the connection broke when the commit was done");
        }
        if (fault == CommitFault.POWER_CUT_AFTER) {
            cutPower("after");
        }
    }

    private void cutPower(String when) {
        machine.log("database: power cut " + when + " a commit");
        machine.disk().cutPower();
        throw new PowerCut(when + " commit " + (commits - 1));
    }

    @Override
    public void close() throws SQLException {
        try (Connection last = DriverManager.getConnection(url)) {
            last.createStatement().execute("SHUTDOWN");
        }
        idle.clear();
    }

    @Override
    public Connection getConnection(String user, String password) throws SQLException {
        return getConnection();
    }

    @Override
    public PrintWriter getLogWriter() {
        return null;
    }

    @Override
    public void setLogWriter(PrintWriter out) {}

    @Override
    public void setLoginTimeout(int seconds) {}

    @Override
    public int getLoginTimeout() {
        return 0;
    }

    @Override
    public Logger getParentLogger() throws SQLFeatureNotSupportedException {
        throw new SQLFeatureNotSupportedException();
    }

    @Override
    public <T> T unwrap(Class<T> type) throws SQLException {
        throw new SQLException("wraps nothing of " + type);
    }

    @Override
    public boolean isWrapperFor(Class<?> type) {
        return false;
    }
}
