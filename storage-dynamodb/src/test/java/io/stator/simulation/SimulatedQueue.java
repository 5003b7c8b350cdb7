package io.stator.simulation;

import java.util.AbstractQueue;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.Iterator;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Stands for the queues of the JDK that threads wait at.
 *
 * @param <E> the type of what is in it
 */
public final class SimulatedQueue<E> extends AbstractQueue<E> implements BlockingQueue<E> {
    private final Deque<E> elements = new ArrayDeque<>();
    private final Waiters waiters = new Waiters();
    private final int capacity;

    /** Creates one without an end. */
    public SimulatedQueue() {
        this(Integer.MAX_VALUE);
    }

    /** Creates one for so many elements. */
    public SimulatedQueue(int capacity) {
        this.capacity = capacity;
    }

    @Override
    public boolean offer(E element) {
        boolean room = elements.size() < capacity;
        if (room) {
            elements.add(element);
            waiters.wakeAll();
        }
        return room;
    }

    @Override
    public void put(E element) throws InterruptedException {
        while (!offer(element)) {
            waiters.awaitInterruptibly(World.FOREVER);
        }
    }

    @Override
    public boolean offer(E element, long time, TimeUnit unit) throws InterruptedException {
        Task task = Waiters.running();
        long end = task.world.now() + unit.toNanos(time);
        while (!offer(element)) {
            long left = end - task.world.now();
            if (left <= 0) {
                return false;
            }
            waiters.awaitInterruptibly(left);
        }
        return true;
    }

    @Override
    public E take() throws InterruptedException {
        E first = poll();
        while (first == null) {
            waiters.awaitInterruptibly(World.FOREVER);
            first = poll();
        }
        return first;
    }

    @Override
    public @Nullable E poll() {
        E first = elements.poll();
        if (first != null && !waiters.isEmpty()) {
            waiters.wakeAll();
        }
        return first;
    }

    @Override
    public @Nullable E poll(long time, TimeUnit unit) throws InterruptedException {
        Task task = Waiters.running();
        long end = task.world.now() + unit.toNanos(time);
        E first = poll();
        while (first == null) {
            long left = end - task.world.now();
            if (left <= 0) {
                return null;
            }
            waiters.awaitInterruptibly(left);
            first = poll();
        }
        return first;
    }

    @Override
    public @Nullable E peek() {
        return elements.peek();
    }

    @Override
    public int remainingCapacity() {
        return capacity - elements.size();
    }

    @Override
    public int drainTo(Collection<? super E> to) {
        return drainTo(to, Integer.MAX_VALUE);
    }

    @Override
    public int drainTo(Collection<? super E> to, int max) {
        int count = 0;
        for (E next = count < max ? poll() : null; next != null; next = count < max ? poll() : null) {
            to.add(next);
            count++;
        }
        return count;
    }

    @Override
    public boolean remove(Object element) {
        boolean removed = elements.remove(element);
        if (removed) {
            waiters.wakeAll();
        }
        return removed;
    }

    @Override
    public Iterator<E> iterator() {
        return elements.iterator();
    }

    @Override
    public int size() {
        return elements.size();
    }
}
