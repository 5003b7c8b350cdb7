package io.stator.simulation;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.Handle;
import org.objectweb.asm.Label;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;
import org.objectweb.asm.commons.ClassRemapper;
import org.objectweb.asm.commons.SimpleRemapper;

/** Makes a class one that asks a simulation where it would ask the virtual machine for threads, locks, time or chance. */
final class Rewriter {
    private static final String SUBSTITUTES = "io/stator/simulation/Substitutes";

    /** What stands for which class of the JDK. */
    private static final Map<String, String> CLASSES = Map.ofEntries(
            stands("java/util/concurrent/locks/ReentrantLock", "SimulatedLock"),
            stands("java/util/concurrent/CountDownLatch", "SimulatedLatch"),
            stands("java/util/concurrent/Semaphore", "SimulatedSemaphore"),
            stands("java/util/concurrent/ArrayBlockingQueue", "SimulatedQueue"),
            stands("java/util/concurrent/LinkedBlockingQueue", "SimulatedQueue"),
            stands("java/util/concurrent/LinkedBlockingDeque", "SimulatedQueue"),
            stands("java/util/concurrent/ThreadPoolExecutor", "SimulatedPool"),
            stands("java/util/concurrent/ScheduledThreadPoolExecutor", "SimulatedTimer"),
            stands("java/util/concurrent/Executors", "SimulatedExecutors"),
            stands("java/util/concurrent/ConcurrentHashMap", "SimulatedMap"),
            stands("java/lang/ThreadLocal", "SimulatedLocal"),
            stands("java/lang/ref/WeakReference", "SimulatedReference"),
            stands("java/security/SecureRandom", "SimulatedChance"));

    /** What is called instead, by owner, name and descriptor; an owner is left out where any class can be it. */
    private static final Map<String, String> CALLS = calls();

    /** What is called of threads, whatever their class. */
    private static final Set<String> OF_THREADS =
            Set.of("start()V", "join()V", "join(J)V", "isAlive()Z", "interrupt()V", "isInterrupted()Z");

    private Rewriter() {}

    private static Map.Entry<String, String> stands(String of, String simulated) {
        return Map.entry(of, "io/stator/simulation/" + simulated);
    }

    private static Map<String, String> calls() {
        Map<String, String> calls = new HashMap<>();
        for (String park : new String[] {
            "park()V",
            "park(Ljava/lang/Object;)V",
            "parkNanos(J)V",
            "parkNanos(Ljava/lang/Object;J)V",
            "unpark(Ljava/lang/Thread;)V"
        }) {
            calls.put("java/util/concurrent/locks/LockSupport." + park, park.substring(0, park.indexOf('(')));
        }
        calls.put("java/lang/Thread.currentThread()Ljava/lang/Thread;", "currentThread");
        calls.put("java/lang/Thread.interrupted()Z", "interrupted");
        calls.put("java/lang/Thread.yield()V", "pass");
        calls.put("java/lang/Thread.onSpinWait()V", "pass");
        calls.put("java/lang/System.nanoTime()J", "nanoTime");
        calls.put("java/lang/System.currentTimeMillis()J", "currentTimeMillis");
        calls.put("java/lang/System.getLogger(Ljava/lang/String;)Ljava/lang/System$Logger;", "getLogger");
        calls.put("java/time/Clock.systemUTC()Ljava/time/Clock;", "systemUTC");
        calls.put("java/time/InstantSource.system()Ljava/time/InstantSource;", "system");
        calls.put("java/util/UUID.randomUUID()Ljava/util/UUID;", "randomUUID");
        calls.put("java/net/InetAddress.getLocalHost()Ljava/net/InetAddress;", "getLocalHost");
        calls.put(
                "java/util/concurrent/ForkJoinPool.managedBlock(Ljava/util/concurrent/ForkJoinPool$ManagedBlocker;)V",
                "managedBlock");
        calls.put("java/util/concurrent/TimeUnit.timedWait(Ljava/lang/Object;J)V", "timedWait");
        calls.put("java/util/concurrent/CompletableFuture.join()Ljava/lang/Object;", "join");
        calls.put("java/util/concurrent/ForkJoinTask.fork()Ljava/util/concurrent/ForkJoinTask;", "fork");
        calls.put("java/util/concurrent/CompletableFuture.get()Ljava/lang/Object;", "get");
        calls.put(
                "java/util/concurrent/CompletableFuture.get(JLjava/util/concurrent/TimeUnit;)Ljava/lang/Object;",
                "get");
        calls.put(".wait()V", "await");
        calls.put(".wait(J)V", "await");
        calls.put(".notify()V", "notifyOne");
        calls.put(".notifyAll()V", "notifyEach");
        return Map.copyOf(calls);
    }

    static String superclass(byte[] bytes) {
        return String.valueOf(new ClassReader(bytes).getSuperName());
    }

    /**
     * Returns a class that asks a simulation.
     *
     * @param isThread tells classes of threads by their internal names
     */
    static byte[] rewrite(byte[] bytes, Predicate<String> isThread) {
        ClassReader reader = new ClassReader(bytes);
        ClassWriter writer = new ClassWriter(ClassWriter.COMPUTE_MAXS);
        ClassVisitor renaming = new ClassRemapper(writer, new SimpleRemapper(Opcodes.ASM9, CLASSES));
        reader.accept(new Simulated(renaming, isThread), ClassReader.EXPAND_FRAMES);
        return writer.toByteArray();
    }

    /** Changes the methods of a class. */
    private static final class Simulated extends ClassVisitor {
        private final Predicate<String> isThread;
        private String name = "";

        Simulated(ClassVisitor next, Predicate<String> isThread) {
            super(Opcodes.ASM9, next);
            this.isThread = isThread;
        }

        @Override
        public void visit(
                int version,
                int access,
                String internalName,
                @Nullable String signature,
                String superName,
                String @Nullable [] interfaces) {
            name = internalName;
            super.visit(version, access, internalName, signature, superName, interfaces);
        }

        @Override
        public MethodVisitor visitMethod(
                int access,
                String method,
                String descriptor,
                @Nullable String signature,
                String @Nullable [] exceptions) {
            boolean isLocked = (access & Opcodes.ACC_SYNCHRONIZED) != 0;
            MethodVisitor next =
                    super.visitMethod(access & ~Opcodes.ACC_SYNCHRONIZED, method, descriptor, signature, exceptions);
            MethodVisitor calls = new SimulatedCalls(next, isThread);
            if (isLocked) {
                return new LockedMethod(calls, name, (access & Opcodes.ACC_STATIC) != 0);
            }
            return method.equals("<clinit>") ? new Initialization(calls) : calls;
        }
    }

    /** Makes a method one that has a monitor while it runs. */
    private static final class LockedMethod extends MethodVisitor {
        private final Label begin = new Label();
        private final String owner;
        private final boolean isStatic;

        LockedMethod(MethodVisitor next, String owner, boolean isStatic) {
            super(Opcodes.ASM9, next);
            this.owner = owner;
            this.isStatic = isStatic;
        }

        private void call(String what) {
            if (isStatic) {
                mv.visitLdcInsn(Type.getObjectType(owner));
            } else {
                mv.visitVarInsn(Opcodes.ALOAD, 0);
            }
            mv.visitMethodInsn(Opcodes.INVOKESTATIC, SUBSTITUTES, what, "(Ljava/lang/Object;)V", false);
        }

        @Override
        public void visitCode() {
            super.visitCode();
            call("enter");
            mv.visitLabel(begin);
        }

        @Override
        public void visitInsn(int opcode) {
            if (opcode >= Opcodes.IRETURN && opcode <= Opcodes.RETURN) {
                call("exit");
            }
            super.visitInsn(opcode);
        }

        @Override
        public void visitMaxs(int stack, int locals) {
            Label end = new Label();
            mv.visitLabel(end);
            mv.visitTryCatchBlock(begin, end, end, null);
            Object[] known = isStatic ? new Object[0] : new Object[] {owner};
            mv.visitFrame(Opcodes.F_NEW, known.length, known, 1, new Object[] {"java/lang/Throwable"});
            call("exit");
            mv.visitInsn(Opcodes.ATHROW);
            super.visitMaxs(stack, locals);
        }
    }

    /** Says when a class is being initialized. */
    private static final class Initialization extends MethodVisitor {
        Initialization(MethodVisitor next) {
            super(Opcodes.ASM9, next);
        }

        @Override
        public void visitCode() {
            super.visitCode();
            mv.visitMethodInsn(Opcodes.INVOKESTATIC, SUBSTITUTES, "beginInitializing", "()V", false);
        }

        @Override
        public void visitInsn(int opcode) {
            if (opcode == Opcodes.RETURN) {
                mv.visitMethodInsn(Opcodes.INVOKESTATIC, SUBSTITUTES, "endInitializing", "()V", false);
            }
            super.visitInsn(opcode);
        }
    }

    /** Changes what a method calls. */
    private static final class SimulatedCalls extends MethodVisitor {
        private final Predicate<String> isThread;

        SimulatedCalls(MethodVisitor next, Predicate<String> isThread) {
            super(Opcodes.ASM9, next);
            this.isThread = isThread;
        }

        @Override
        public void visitInsn(int opcode) {
            if (opcode == Opcodes.MONITORENTER || opcode == Opcodes.MONITOREXIT) {
                String what = opcode == Opcodes.MONITORENTER ? "enter" : "exit";
                mv.visitMethodInsn(Opcodes.INVOKESTATIC, SUBSTITUTES, what, "(Ljava/lang/Object;)V", false);
            } else {
                super.visitInsn(opcode);
            }
        }

        /** Returns what is called instead, or null. */
        private @Nullable Handle substitute(boolean isStatic, String owner, String name, String descriptor) {
            String call = name + descriptor;
            if (isStatic) {
                String target = CALLS.get(owner + "." + call);
                return target == null ? null : handle(target, descriptor);
            }
            if (OF_THREADS.contains(call) && isThread.test(owner)) {
                return handle(name, descriptor, "java/lang/Thread");
            }
            String target = CALLS.get(owner + "." + call);
            if (target != null) {
                return handle(target, descriptor, owner);
            }
            String any = CALLS.get("." + call);
            return any == null ? null : handle(any, descriptor, "java/lang/Object");
        }

        private static Handle handle(String target, String descriptor) {
            return new Handle(Opcodes.H_INVOKESTATIC, SUBSTITUTES, target, descriptor, false);
        }

        private static Handle handle(String target, String descriptor, String receiver) {
            return handle(target, "(L" + receiver + ";" + descriptor.substring(1));
        }

        @Override
        public void visitMethodInsn(int opcode, String owner, String name, String descriptor, boolean isInterface) {
            if (name.equals("parallel") && owner.startsWith("java/util/stream/")) {
                return;
            }
            Handle instead = opcode == Opcodes.INVOKESPECIAL
                    ? null
                    : substitute(opcode == Opcodes.INVOKESTATIC, owner, name, descriptor);
            if (instead != null) {
                mv.visitMethodInsn(Opcodes.INVOKESTATIC, SUBSTITUTES, instead.getName(), instead.getDesc(), false);
            } else {
                super.visitMethodInsn(opcode, owner, name, descriptor, isInterface);
            }
        }

        @Override
        public void visitInvokeDynamicInsn(
                String name, String descriptor, Handle bootstrap, @Nullable Object... arguments) {
            Object[] changed = new Object[arguments.length];
            for (int i = 0; i < arguments.length; i++) {
                changed[i] = arguments[i] instanceof Handle handle ? changed(handle) : arguments[i];
            }
            super.visitInvokeDynamicInsn(name, descriptor, bootstrap, changed);
        }

        private Handle changed(Handle handle) {
            boolean isStatic = handle.getTag() == Opcodes.H_INVOKESTATIC;
            boolean isCall = isStatic
                    || handle.getTag() == Opcodes.H_INVOKEVIRTUAL
                    || handle.getTag() == Opcodes.H_INVOKEINTERFACE;
            Handle instead =
                    isCall ? substitute(isStatic, handle.getOwner(), handle.getName(), handle.getDesc()) : null;
            return instead == null ? handle : instead;
        }
    }
}
