package gatehouse.server;

import static org.assertj.core.api.Assertions.assertThat;

import gatehouse.ike.AaaRoom.Level;
import gatehouse.radius.client.RadiusClient.Room;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

class LoginRoomTest {
    @Test
    void asLongAsOneGroupHasRoomSomebodyCanLogIn() {
        assertThat(of(List.of())).isEqualTo(Level.AMPLE);
        assertThat(of(List.of(Room.AMPLE, Room.AMPLE))).isEqualTo(Level.AMPLE);
        assertThat(of(List.of(Room.AMPLE, Room.SCARCE))).isEqualTo(Level.SCARCE);
        assertThat(of(List.of(Room.NONE, Room.AMPLE))).isEqualTo(Level.SCARCE);
        assertThat(of(List.of(Room.NONE, Room.NONE))).isEqualTo(Level.NONE);
    }

    private static Level of(List<Room> rooms) {
        return LoginRoom.of(rooms, Function.identity());
    }
}
