package gatehouse.server;

import static org.assertj.core.api.Assertions.assertThat;

import gatehouse.ike.AaaRoom.Level;
import gatehouse.radius.client.RadiusClient.Room;
import java.util.List;
import org.junit.jupiter.api.Test;

class LoginRoomTest {
    @Test
    void asLongAsOneGroupHasRoomSomebodyCanLogIn() {
        assertThat(LoginRoom.of(List.of())).isEqualTo(Level.AMPLE);
        assertThat(LoginRoom.of(List.of(Room.AMPLE, Room.AMPLE))).isEqualTo(Level.AMPLE);
        assertThat(LoginRoom.of(List.of(Room.AMPLE, Room.SCARCE))).isEqualTo(Level.SCARCE);
        assertThat(LoginRoom.of(List.of(Room.NONE, Room.AMPLE))).isEqualTo(Level.SCARCE);
        assertThat(LoginRoom.of(List.of(Room.NONE, Room.NONE))).isEqualTo(Level.NONE);
    }
}
