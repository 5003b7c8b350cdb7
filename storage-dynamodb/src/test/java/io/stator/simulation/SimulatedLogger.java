package io.stator.simulation;

import java.util.ResourceBundle;
import org.jspecify.annotations.Nullable;

/** Notes what a simulated program tells people. */
final class SimulatedLogger implements System.Logger {
    private final String name;

    SimulatedLogger(String name) {
        this.name = name;
    }

    @Override
    public String getName() {
        return name;
    }

    @Override
    public boolean isLoggable(Level level) {
        return level.getSeverity() >= Level.WARNING.getSeverity();
    }

    @Override
    public void log(Level level, @Nullable ResourceBundle bundle, @Nullable String message, @Nullable Throwable why) {
        Task task = Task.running();
        if (task != null && !task.isKilled() && isLoggable(level)) {
            task.world.mix(name.hashCode());
            if (task.world.isTelling()) {
                task.world.note(task.machine.name() + " says " + message + (why == null ? "" : ": " + why));
            }
        }
    }

    @Override
    public void log(
            Level level, @Nullable ResourceBundle bundle, @Nullable String format, @Nullable Object... parameters) {
        log(level, bundle, format, (Throwable) null);
    }
}
